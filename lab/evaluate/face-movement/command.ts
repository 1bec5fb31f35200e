/** `facelogin evaluate face-movement`: who passes the challenge for people who cannot turn the head. */
import { parseArgs } from 'node:util';
import { seededRandom } from '../../../src/biometrics/random.ts';
import { progress } from '../../progress.ts';
import { needFolders, triesAndSeed, wholeNumber, writeJson } from '../arguments.ts';
import { findFfmpeg } from '../liveness/clip.ts';
import { findSamples, type Sample } from '../liveness/files.ts';
import { withLens } from './look.ts';
import { canBeAsked, type FaceMovementResult, measurePerson, measurePhotographs } from './measure.ts';
import { type Person, personIn } from './person.ts';
import { attackerFrom, readPrint } from './photographs.ts';
import { faceMovementReport } from './report.ts';

const OPTIONS = {
  clips: { type: 'string' },
  photo: { type: 'string', default: '' },
  tries: { type: 'string', default: '1000' },
  'photo-tries': { type: 'string', default: '5' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
} as const;

type Asked = { clips: string; photos: string[]; photoTries: number; tries: number; seed: number; json?: string };

/** @throws {Error} in one line: an option cannot be used, or the folder to write to is not there. */
export function readFaceMovementArgs(args: string[]): Asked {
  const { clips, photo, tries, seed, json, 'photo-tries': photoTries } = parseArgs({ args, options: OPTIONS }).values;
  if (!clips) throw new Error('Say where clips of people are: --clips DIR.');
  needFolders(json);
  return {
    clips,
    photos: photo.split(',').filter((file) => file !== ''),
    photoTries: wholeNumber('photo-tries', photoTries, 1, 1000),
    ...triesAndSeed({ tries, seed }),
    ...(json && { json }),
  };
}

async function measure(samples: readonly Sample[], asked: Asked): Promise<FaceMovementResult> {
  const { photos, photoTries, tries, seed } = asked;
  const [ffmpeg, seeds] = [findFfmpeg(), seededRandom(seed)];
  return withLens(async (lens) => {
    const people: Person[] = [];
    for (const [index, sample] of samples.entries()) {
      people.push(await personIn(sample, ffmpeg, lens));
      progress(index + 1, samples.length, 'clips');
    }
    const found = [];
    for (const person of people) found.push(await measurePerson(person, tries, seeds));
    const result = { people: found, tries, seed };
    if (photos.length === 0) return result;
    const behind = people.filter(canBeAsked);
    if (behind.length === 0) throw new Error(`Nobody in ${asked.clips} closes the eyes and opens the mouth wide.`);
    const attackers = [];
    for (const person of behind) attackers.push(await attackerFrom(person, ffmpeg));
    const prints = [];
    for (const file of photos) prints.push(await readPrint(file, lens));
    const attempts = { prints, attackers, tries: photoTries, lens };
    return { ...result, photographs: await measurePhotographs(attempts, seeds, progress) };
  });
}

/** Prints how many pass. It writes that to a file where asked. */
export async function faceMovementCommand(args: string[]): Promise<number> {
  const asked = readFaceMovementArgs(args);
  const samples = (await findSamples(asked.clips, 'real')).filter(({ clip }) => clip);
  if (samples.length === 0)
    throw new Error(`There is no clip in ${asked.clips}: pictures do not show a face that moves.`);
  const result = await measure(samples, asked);
  process.stdout.write(faceMovementReport(result));
  await writeJson(asked.json, { protocol: 'face-movement', ...result });
  return 0;
}
