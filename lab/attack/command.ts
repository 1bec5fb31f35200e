/** `facelogin evaluate attack-sim`: whether photographs waved before a camera pass the challenge. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findModels } from '../../src/vision/models/models.ts';
import { normalizeFrame } from '../../src/vision/pipeline/normalize.ts';
import { openPipeline, type Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import { needFolders, SEED_MOST, TRIES_MOST, wholeNumber } from '../evaluate/arguments.ts';
import { progress } from '../progress.ts';
import { readPhoto } from './attack.ts';
import type { Photo } from './camera.ts';
import { attackJson, attackReport } from './report.ts';
import { simulateAttacks } from './run.ts';

const OPTIONS = {
  photo: { type: 'string' },
  tries: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
} as const;

/** Bytes of a photograph. More than at sign-in, where the browser makes it small. */
const LIMIT = 32 * 1024 * 1024;

type Asked = { files: string[]; tries: number; seed: number; json?: string };

/** @throws {Error} in one line: what was written cannot be used, or the folder to write to is not there. */
export function readAttackArgs(args: string[]): Asked {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { photo, tries, seed, json } = values;
  const files = (photo ?? '').split(',').filter((file) => file !== '');
  if (files.length === 0) throw new Error('Say which photographs are waved: --photo FILE[,FILE...].');
  needFolders(json);
  return {
    files,
    tries: wholeNumber('tries', tries, 1, TRIES_MOST),
    seed: wholeNumber('seed', seed, 0, SEED_MOST),
    ...(json && { json }),
  };
}

/** All of them before the first attempt, so that nothing is found missing after minutes. */
async function readPhotos(files: readonly string[], pipeline: Pipeline): Promise<Photo[]> {
  const photos: Photo[] = [];
  for (const file of files) {
    if (!existsSync(file)) throw new Error(`Cannot read ${file}: there is no such file.`);
    const frame = await readFile(file)
      .then((bytes) => normalizeFrame(bytes, { limit: LIMIT }))
      .catch((cause: Error) => {
        throw new Error(`Cannot use ${file}: ${cause.message}`, { cause });
      });
    photos.push(await readPhoto(file, frame, pipeline));
  }
  return photos;
}

/** Prints how far attackers came with each photograph, and writes it to a file where asked. */
export async function attackCommand(args: string[]): Promise<number> {
  const { files, tries, seed, json } = readAttackArgs(args);
  const pipeline = await openPipeline(findModels());
  try {
    const photos = await readPhotos(files, pipeline);
    const result = await simulateAttacks({ photos, tries, seed, pipeline, progress });
    process.stdout.write(attackReport(result));
    if (json) await writeFile(json, `${JSON.stringify(attackJson(result), null, 2)}\n`);
  } finally {
    await pipeline.release();
  }
  return 0;
}
