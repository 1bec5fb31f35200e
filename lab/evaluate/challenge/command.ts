/** `facelogin evaluate challenge`: how long the challenge takes for people in clips who do as they are asked. */
import { parseArgs } from 'node:util';
import { withPipeline } from '../../data/networks.ts';
import { progress } from '../../progress.ts';
import { needFolders, triesAndSeed, writeJson } from '../arguments.ts';
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

/** @throws {Error} in one line: an option cannot be used, or the folder to write to is not there. */
export function readChallengeArgs(args: string[]): Asked {
  const { real, tries, seed, json } = parseArgs({ args, options: OPTIONS }).values;
  if (!real) throw new Error('Say where clips of people who move their heads are: --real DIR.');
  needFolders(json);
  return {
    real,
    ...triesAndSeed({ tries, seed }),
    ...(json && { json }),
  };
}

async function peopleIn(clips: readonly Sample[]): Promise<Person[]> {
  const ffmpeg = findFfmpeg();
  return withPipeline(async (pipeline) => {
    const people: Person[] = [];
    for (const [index, clip] of clips.entries()) {
      const person = await personIn(await observeTrack(clip, { ffmpeg, pipeline }));
      if (person) people.push(person);
      progress(index + 1, clips.length, 'clips');
    }
    return people;
  });
}

/** Prints how long it takes and how many pass. It writes that to a file where asked. */
export async function challengeCommand(args: string[]): Promise<number> {
  const { real, tries, seed, json } = readChallengeArgs(args);
  const clips = (await findSamples(real, 'real')).filter(({ clip }) => clip);
  if (clips.length === 0) throw new Error(`There is no clip in ${real}: pictures do not show how a head moves.`);
  const result = evaluateChallenge(await peopleIn(clips), { tries, seed });
  if (result.all.length === 0) {
    throw new Error(`Nobody in ${real} looks into the camera and makes two movements, one of them to a side.`);
  }
  process.stdout.write(challengeReport(result));
  await writeJson(json, challengeJson(result));
  return 0;
}
