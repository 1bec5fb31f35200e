/** Downloads the networks of the liveness check, from their project's release or a copy of it. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIVENESS_MODELS, loadModelFile, ModelError } from './models.ts';

/** yakhyo/face-anti-spoofing, release `weights` (Apache-2.0); trained by minivision-ai. */
const RELEASE = 'https://github.com/yakhyo/face-anti-spoofing/releases/download/weights';
/** Enough for two megabytes over a slow line. */
const TIMEOUT_MS = 120_000;

type Wanted = { file: string; sha256: string; bytes: number };

/** Bytes that are here by now, of all that are needed. */
export type FetchProgress = { bytes: number; total: number };
type Told = (progress: FetchProgress) => void;

/** What to put where by hand, on a machine that reaches no release. */
export const LIVENESS_FILES: readonly Wanted[] = Object.values(LIVENESS_MODELS);

function folderOf(release: string): string {
  return (release || RELEASE).replace(/\/$/, '');
}

/** Where each of the files is. @param release as of {@link createFetcher}. */
export function addressesOf(release: string): string[] {
  return LIVENESS_FILES.map(({ file }) => `${folderOf(release)}/${file}`);
}

function failure(address: string, cause: Error): ModelError {
  return new ModelError(`Cannot download ${address}: ${cause.message}`, { cause });
}

/** Asks for the bytes that are missing. A server that knows no ranges sends all of them. */
async function ask(address: string, from: number): Promise<Response> {
  const headers: Record<string, string> = from > 0 ? { Range: `bytes=${from}-` } : {};
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: Error) => {
    throw failure(address, cause);
  });
  if (!response.ok) throw new ModelError(`Cannot download ${address}: the server answers ${response.status}`);
  return response;
}

/** Downloads into `part`, which keeps what came when the line breaks. @param tell hears of its length. */
async function download(
  address: string,
  part: Uint8Array[],
  most: number,
  tell: (bytes: number) => void,
): Promise<void> {
  const lengthOf = () => part.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const response = await ask(address, lengthOf());
  if (response.status !== 206) part.length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      part.push(chunk);
      tell(lengthOf());
      // Nothing of such a length can be the file.
      if (lengthOf() > most) break;
    }
  } catch (cause) {
    throw failure(address, cause as Error);
  }
}

function checked(address: string, { file, sha256, bytes }: Wanted, part: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(part);
  const found = createHash('sha256').update(body).digest('hex');
  if (body.byteLength === bytes && found === sha256) return body;
  const got = `${body.byteLength} bytes with SHA-256 ${found}`;
  throw new ModelError(`Cannot use ${file} from ${address}: ${got}, not ${bytes} with ${sha256}`);
}

/** A file takes its place only when all of it is there. */
function putInPlace(folder: string, file: string, bytes: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  const half = join(folder, `.${file}.${randomUUID()}`);
  try {
    writeFileSync(half, bytes);
    renameSync(half, join(folder, file));
  } finally {
    rmSync(half, { force: true });
  }
}

async function missingIn(folder: string): Promise<Wanted[]> {
  const there = await Promise.all(
    LIVENESS_FILES.map((model) =>
      loadModelFile(folder, model, '').then(
        () => true,
        () => false,
      ),
    ),
  );
  return LIVENESS_FILES.filter((_, index) => !there[index]);
}

/**
 * Makes a fetcher for one folder. A call after a broken line goes on where that broke.
 * @param release address of the folder to download from. Empty: the project's own.
 */
export function createFetcher(folder: string, release = ''): (tell?: Told) => Promise<string[]> {
  const from = folderOf(release);
  const parts = new Map<string, Uint8Array[]>();
  return async (tell = () => {}) => {
    const missing = await missingIn(folder);
    const total = missing.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const model of missing) {
      const address = `${from}/${model.file}`;
      const part = parts.get(model.file) ?? [];
      parts.set(model.file, part);
      await download(address, part, model.bytes, (bytes) => tell({ bytes: before + bytes, total }));
      parts.delete(model.file);
      const body = checked(address, model, part);
      putInPlace(folder, model.file, body);
      before += model.bytes;
    }
    return missing.map(({ file }) => file);
  };
}

/**
 * Fetches the missing files. A file takes its place only when all of it is there and its hash is right.
 * @returns the fetched files.
 * @throws {ModelError} in one line.
 */
export function fetchModels(folder: string, release?: string): Promise<string[]> {
  return createFetcher(folder, release)();
}
