/** Attempts with photographs: waved as in `attack-sim`, and with holes for the eyes, or for eyes and mouth. */
import { readFile } from 'node:fs/promises';
import { seededRandom } from '../../../src/biometrics/random.ts';
import { normalizeFrame } from '../../../src/vision/pipeline/normalize.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { readPhoto } from '../../attack/attack.ts';
import { openCamera, type Photo } from '../../attack/camera.ts';
import { attackerOf } from '../../attack/motion.ts';
import { BYTES_MOST, framesOf } from '../liveness/files.ts';
import { type Behind, cutOut, type Hole } from './cutout.ts';
import { type Lens, look } from './look.ts';
import { PER_SECOND, type Person, type Shot } from './person.ts';
import { type Asked, type Camera, FRAME_SECONDS, type Sitting, sit } from './sittings.ts';

/** `waved`: moved at random. The others are held still by hand, with these holes. */
export const TRICKS = ['waved', 'eyes cut out', 'eyes and mouth cut out'] as const;
export type Trick = (typeof TRICKS)[number];

const HOLES: Record<Trick, Hole[]> = {
  waved: [],
  'eyes cut out': ['eyes'],
  'eyes and mouth cut out': ['eyes', 'mouth'],
};
/** Frames until an attacker has read what is asked. */
const READING = 2;

/** Whoever is behind the photograph, as frames of a clip. */
export type Attacker = Record<Asked, Behind[]>;

export type Print = Photo & { points: number[] };

/** @throws {Error} in one line: there is no face. */
export async function readPrint(file: string, { pipeline }: Lens): Promise<Print> {
  const frame = await normalizeFrame(await readFile(file), { limit: BYTES_MOST });
  const photo = await readPhoto(file, frame, pipeline);
  return { ...photo, points: (await pipeline.look(frame, 'central')).observation.face!.points };
}

/** Reads the frames of an attacker once more: a clip's frames together are too large to keep. */
export async function attackerFrom({ sample, rest, eyes, mouth }: Person, ffmpeg: string): Promise<Attacker> {
  const few = (shots: readonly Shot[]) => shots.slice(0, 8);
  const wanted = new Map([...few(rest), ...few(eyes), ...few(mouth)].map((shot) => [shot.index, shot]));
  const found = new Map<number, Behind>();
  let index = 0;
  for await (const frame of framesOf(sample, ffmpeg, PER_SECOND)) {
    const shot = wanted.get(index++);
    if (shot) found.set(shot.index, { frame, points: shot.points });
  }
  const of = (shots: readonly Shot[]) => few(shots).map((shot) => found.get(shot.index)!);
  return { rest: of(rest), eyes: of(eyes), mouth: of(mouth) };
}

/** Draws the variants of a picture that one attempt shows, all before the same camera. */
async function variants(print: Print, trick: Trick, attacker: Attacker, random: () => number) {
  const seed = random() * 2 ** 32;
  const behind = (asked: Asked) => attacker[asked][Math.floor(random() * attacker[asked].length)]!;
  const shoot = (frame: Frame) => openCamera({ ...print, frame }, seededRandom(seed));
  const holes = HOLES[trick];
  const through = async (asked: Asked) => shoot(cutOut(print.frame, print.points, behind(asked), holes));
  return { rest: await through('rest'), eyes: await through('eyes'), mouth: await through('mouth') };
}

/** One attempt to its end. @param random decides everything. */
export async function attackWith(
  print: Print,
  trick: Trick,
  attacker: Attacker,
  lens: Lens,
  random: () => number,
): Promise<Sitting> {
  const shots = await variants(print, trick, attacker, random);
  // `following` asked for nothing is a hand that holds a picture.
  const move = attackerOf(trick === 'waved' ? 'waving' : 'following', random);
  const camera: Camera = async (asked, since, frame) => {
    const seconds = frame * FRAME_SECONDS;
    const shown = since >= READING ? asked : 'rest';
    const jpeg = await shots[shown](move({ seconds, since }), seconds);
    return (await look(await normalizeFrame(jpeg), lens))?.mesh;
  };
  return sit(camera, random);
}
