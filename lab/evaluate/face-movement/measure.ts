/** How often people, recordings and photographs pass the challenge of eyes and mouth. */
import { seededRandom } from '../../../src/biometrics/random.ts';
import { type Rate, rateOf } from '../../../src/biometrics/rates/pad.ts';
import { median } from '../median.ts';
import type { Lens } from './look.ts';
import type { Person } from './person.ts';
import { type Attacker, attackWith, type Print, TRICKS, type Trick } from './photographs.ts';
import { type Camera, cooperative, FRAME_SECONDS, recording, type Sitting, sit } from './sittings.ts';

/** `begun`: made a movement. */
export type Passing = { passed: Rate; begun: Rate };
/** Counts of frames: at rest, the deepest of blinks, with the mouth wide open. */
type Shows = Record<'frames' | 'rest' | 'eyes' | 'mouth', number>;
/** `asked`: the person does as asked; absent where the clip does not show both movements. `seconds`: their median. */
export type PersonResult = { file: string; shows: Shows; asked?: Passing & { seconds?: number }; recording: Passing };
export type FaceMovementResult = {
  people: PersonResult[];
  photographs?: Record<Trick, Passing>;
  tries: number;
  seed: number;
};

function passingOf(sittings: readonly Sitting[]): Passing {
  const share = (such: (one: Sitting) => boolean) => rateOf(sittings.filter(such).length, sittings.length);
  return { passed: share(({ outcome }) => outcome === 'passed'), begun: share(({ done }) => done > 0) };
}

async function sitOften(open: (random: () => number) => Camera, tries: number, seeds: () => number) {
  const sittings: Sitting[] = [];
  for (let i = 0; i < tries; i++) {
    const random = seededRandom(seeds() * 2 ** 32);
    sittings.push(await sit(open(random), random));
  }
  return sittings;
}

/** Whether a person in a clip shows all that is asked for. */
export function canBeAsked({ rest, eyes, mouth }: Person): boolean {
  return rest.length > 0 && eyes.length > 0 && mouth.length > 0;
}

export async function measurePerson(person: Person, tries: number, seeds: () => number): Promise<PersonResult> {
  const { sample, frames, rest, eyes, mouth } = person;
  const counts = { frames: frames.length, rest: rest.length, eyes: eyes.length, mouth: mouth.length };
  const played = passingOf(await sitOften((random) => recording(person, random), tries, seeds));
  const result = { file: sample.file, shows: counts, recording: played };
  if (!canBeAsked(person)) return result;
  const sittings = await sitOften((random) => cooperative(person, random), tries, seeds);
  const took = sittings.filter(({ outcome }) => outcome === 'passed').map(({ frames }) => frames * FRAME_SECONDS);
  const seconds = median(took);
  return { ...result, asked: { ...passingOf(sittings), ...(seconds !== undefined && { seconds }) } };
}

type Photographs = { prints: readonly Print[]; attackers: readonly Attacker[]; tries: number; lens: Lens };

/** @param input.attackers take turns behind the photographs. @param input.tries with each photograph and trick. */
export async function measurePhotographs(
  { prints, attackers, tries, lens }: Photographs,
  seeds: () => number,
  progress: (done: number, all: number, what: string) => void,
): Promise<Record<Trick, Passing>> {
  const all = prints.length * tries * TRICKS.length;
  const sittings: Record<Trick, Sitting[]> = { waved: [], 'eyes cut out': [], 'eyes and mouth cut out': [] };
  let done = 0;
  for (const trick of TRICKS) {
    for (const print of prints) {
      for (let i = 0; i < tries; i++) {
        const attacker = attackers[done % attackers.length]!;
        sittings[trick].push(await attackWith(print, trick, attacker, lens, seededRandom(seeds() * 2 ** 32)));
        progress(++done, all, 'attempts');
      }
    }
  }
  const of = (trick: Trick) => passingOf(sittings[trick]);
  return {
    waved: of('waved'),
    'eyes cut out': of('eyes cut out'),
    'eyes and mouth cut out': of('eyes and mouth cut out'),
  };
}
