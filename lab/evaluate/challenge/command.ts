/** `facelogin evaluate challenge`: how long the challenge takes people in clips who do as they are asked. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findModels } from '../../../src/vision/models/models.ts';
import { openPipeline } from '../../../src/vision/pipeline/pipeline.ts';
import { progress } from '../../progress.ts';
import { needFolders, SEED_MOST, TRIES_MOST, wholeNumber } from '../arguments.ts';
import { findFfmpeg } from '../liveness/clip.ts';
import { findSamples, type Sample } from '../liveness/files.ts';
import { evaluateChallenge } from './challenge.ts';
import { type Person, personIn } from './person.ts';
import { challengeJson, challengeReport } from './report.ts';
import { observeTrack } from './track.ts';

const OPTIONS = {
  real: { type: 'string' },
  tries: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
} as const;

type Asked = { real: string; tries: number; seed: number; json?: string };

/** @throws {Error} in one line: what was written cannot be used, or the folder to write to is not there. */
export function readChallengeArgs(args: string[]): Asked {
  const { real, tries, seed, json } = parseArgs({ args, options: OPTIONS }).values;
  if (!real) throw new Error('Say where clips of people who move their heads are: --real DIR.');
  needFolders(json);
  return {
    real,
    tries: wholeNumber('tries', tries, 1, TRIES_MOST),
    seed: wholeNumber('seed', seed, 0, SEED_MOST),
    ...(json && { json }),
  };
}

async function peopleIn(clips: readonly Sample[]): Promise<Person[]> {
  const ffmpeg = findFfmpeg();
  const pipeline = await openPipeline(findModels());
  const people: Person[] = [];
  try {
    for (const [index, clip] of clips.entries()) {
      const person = personIn(await observeTrack(clip, { ffmpeg, pipeline }));
      if (person) people.push(person);
      progress(index + 1, clips.length, 'clips');
    }
  } finally {
    await pipeline.release();
  }
  return people;
}

/** Prints how long it takes and how many pass, and writes it to a file where asked. */
export async function challengeCommand(args: string[]): Promise<number> {
  const { real, tries, seed, json } = readChallengeArgs(args);
  const clips = (await findSamples(real, 'real')).filter(({ clip }) => clip);
  if (clips.length === 0) throw new Error(`There is no clip in ${real}: of pictures nobody can tell how a head moves.`);
  const result = evaluateChallenge(await peopleIn(clips), { tries, seed });
  if (result.all.length === 0) {
    throw new Error(`Nobody in ${real} looks into the camera and makes two movements, one of them to a side.`);
  }
  process.stdout.write(challengeReport(result));
  if (json) await writeFile(json, `${JSON.stringify(challengeJson(result), null, 2)}\n`);
  return 0;
}
