/** `facelogin models fetch`: downloads the networks of the liveness check from their project's release. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { asOwner } from '../owner/become.ts';
import { LIVENESS_MODELS, loadModelFile, ModelError } from '../vision/models/models.ts';

/** yakhyo/face-anti-spoofing, release `weights` (Apache-2.0); trained by minivision-ai. */
const RELEASE = 'https://github.com/yakhyo/face-anti-spoofing/releases/download/weights';
/** Enough for two megabytes over a slow line. */
const TIMEOUT_MS = 120_000;

type Wanted = { file: string; sha256: string; bytes: number };

async function download(address: string, { file, sha256, bytes }: Wanted): Promise<Uint8Array> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: Error) => {
    throw new ModelError(`Cannot download ${address}: ${cause.message}`, { cause });
  });
  if (!response.ok) throw new ModelError(`Cannot download ${address}: the server answers ${response.status}`);
  const body = await response.arrayBuffer().catch((cause: Error) => {
    throw new ModelError(`Cannot download ${address}: ${cause.message}`, { cause });
  });
  const found = createHash('sha256').update(new Uint8Array(body)).digest('hex');
  if (body.byteLength !== bytes || found !== sha256) {
    const got = `${body.byteLength} bytes with SHA-256 ${found}`;
    throw new ModelError(`Cannot use ${file} from ${address}: ${got}, not ${bytes} with ${sha256}`);
  }
  return new Uint8Array(body);
}

/**
 * Fetches the missing files. A file takes its place only when all of it is there and its hash is right.
 * @param release address of the folder to download from.
 * @returns the fetched files.
 * @throws {ModelError} in one line.
 */
export async function fetchModels(folder: string, release = RELEASE): Promise<string[]> {
  const fetched: string[] = [];
  for (const model of Object.values(LIVENESS_MODELS)) {
    const there = await loadModelFile(folder, model, '').catch(() => undefined);
    if (there) continue;
    const bytes = await download(`${release}/${model.file}`, model);
    mkdirSync(folder, { recursive: true });
    const half = join(folder, `.${model.file}.${randomUUID()}`);
    try {
      writeFileSync(half, bytes);
      renameSync(half, join(folder, model.file));
    } finally {
      rmSync(half, { force: true });
    }
    fetched.push(model.file);
  }
  return fetched;
}

/** `models fetch`. */
export async function modelsCommand([action = '']: string[]): Promise<number> {
  if (action !== 'fetch') throw new Error('Say what to do: models fetch.');
  const { modelsDir } = loadConfig();
  const fetched = await asOwner(modelsDir, (reach) => fetchModels(reach(modelsDir)));
  process.stdout.write(
    fetched.length === 0
      ? `Nothing to fetch: all networks are in ${modelsDir}.\n`
      : `Fetched ${fetched.join(' and ')} into ${modelsDir}.\n`,
  );
  process.stdout.write('A running server uses them after a restart.\n');
  return 0;
}
