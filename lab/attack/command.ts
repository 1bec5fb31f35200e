/** `facelogin evaluate attack-sim`: whether photographs that are waved before a camera pass the challenge. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { normalizeFrame } from '../../src/vision/pipeline/normalize.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import { withPipeline } from '../data/networks.ts';
import { needFolders, triesAndSeed, writeJson } from '../evaluate/arguments.ts';
import { BYTES_MOST } from '../evaluate/liveness/files.ts';
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

type Asked = { files: string[]; tries: number; seed: number; json?: string };

/** @throws {Error} in one line: an option cannot be used, or the folder to write to is not there. */
export function readAttackArgs(args: string[]): Asked {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { photo, tries, seed, json } = values;
  const files = (photo ?? '').split(',').filter((file) => file !== '');
  if (files.length === 0) throw new Error('Say which photographs are waved: --photo FILE[,FILE...].');
  needFolders(json);
  return {
    files,
    ...triesAndSeed({ tries, seed }),
    ...(json && { json }),
  };
}

/** Reads all photographs before the first attempt, so that none is found missing after minutes. */
async function readPhotos(files: readonly string[], pipeline: Pipeline): Promise<Photo[]> {
  const photos: Photo[] = [];
  for (const file of files) {
    if (!existsSync(file)) throw new Error(`Cannot read ${file}: there is no such file.`);
    const frame = await readFile(file)
      .then((bytes) => normalizeFrame(bytes, { limit: BYTES_MOST }))
      .catch((cause: Error) => {
        throw new Error(`Cannot use ${file}: ${cause.message}`, { cause });
      });
    photos.push(await readPhoto(file, frame, pipeline));
  }
  return photos;
}

/** Prints how far attackers came with each photograph. It writes that to a file where asked. */
export async function attackCommand(args: string[]): Promise<number> {
  const { files, tries, seed, json } = readAttackArgs(args);
  const result = await withPipeline(async (pipeline) => {
    const photos = await readPhotos(files, pipeline);
    return simulateAttacks({ photos, tries, seed, pipeline, progress });
  });
  process.stdout.write(attackReport(result));
  await writeJson(json, attackJson(result));
  return 0;
}
