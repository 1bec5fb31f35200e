/**
 * Scores of people enrolled with several templates, compared and searched as at sign-in.
 *
 * It matters much which of a person's images are enrolled, and few people have images left. So the images are drawn
 * several times by fixed seeds, and the comparisons of all draws are counted together.
 */
import type { MatedSearch } from '../../src/biometrics/identification.ts';
import { seededRandom, shuffled } from '../../src/biometrics/random.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import type { Progress } from '../progress.ts';
import { indexOf, scorer } from './gallery.ts';

/** The templates of one person. */
export type Person = { name: string; templates: readonly unknown[] };
/** A person in one draw: some templates are enrolled, the others are probes. A person with too few has neither. */
export type Drawn = Person & { enrolled: readonly unknown[]; probes: readonly unknown[] };

/** Scores of one draw or of several: of comparisons 1:1, and of the best answers of searches 1:N. */
export type Scores = {
  genuine: Float64Array;
  impostor: Float64Array;
  mated: MatedSearch[];
  strangers: Float64Array;
};

/** Draws `enroll` templates of each person to be enrolled. */
export function draw(people: readonly Person[], enroll: number, random: () => number): Drawn[] {
  return people.map((person) => {
    const templates = shuffled(person.templates, random);
    const parts = { enrolled: templates.slice(0, enroll), probes: templates.slice(enroll) };
    return { ...person, ...(templates.length >= enroll ? parts : { enrolled: [], probes: [] }) };
  });
}

/** Compares everybody's probes with themselves, and all of their images with everybody else. */
function verifyAll(drawn: readonly Drawn[], recognizer: Recognizer): Pick<Scores, 'genuine' | 'impostor'> {
  const index = indexOf(drawn, recognizer);
  const enrolled = drawn.filter((person) => person.enrolled.length > 0);
  const genuine = drawn.flatMap(({ name, probes }) => probes.map((probe) => index.verify(probe, name)!.score));
  const images = drawn.reduce((sum, { templates }) => sum + templates.length, 0);
  const impostor = new Float64Array(images * enrolled.length);
  const scoreOf = scorer(index, enrolled.length);
  let count = 0;
  for (const { name, templates } of drawn) {
    for (const template of templates) {
      const score = scoreOf(template);
      for (const other of enrolled) {
        if (other.name !== name) impostor[count++] = score(other.name);
      }
    }
  }
  return { genuine: Float64Array.from(genuine), impostor: impostor.subarray(0, count) };
}

/** Enrolls half of those who can be, drawn by chance, and searches for the images of everybody else as strangers. */
function searchAll(
  drawn: readonly Drawn[],
  recognizer: Recognizer,
  random: () => number,
): Pick<Scores, 'mated' | 'strangers'> {
  const able = drawn.filter(({ enrolled }) => enrolled.length > 0);
  const half = new Set(shuffled(able, random).slice(0, Math.floor(able.length / 2)));
  if (half.size === 0) return { mated: [], strangers: new Float64Array() };
  const index = indexOf(half, recognizer);
  const first = (probe: unknown) => index.search(probe, 1)[0]!;
  const mated = [...half].flatMap(({ name, probes }) =>
    probes.map(first).map(({ userId, score }) => ({ score, right: userId === name })),
  );
  const others = drawn.filter((person) => !half.has(person)).flatMap(({ templates }) => templates);
  return { mated, strangers: Float64Array.from(others, (template) => first(template).score) };
}

/** All parts as one list, sorted ascending. */
function sorted(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}

/**
 * Enrolls everybody who has `enroll` templates, and compares and searches the rest. It does so `draws` times, with
 * other templates each time.
 * @returns the scores of all draws together, sorted ascending. The lists are empty where there is nobody to compare.
 */
export function scoreDraws(
  people: readonly Person[],
  options: { recognizer: Recognizer; enroll: number; draws: number; progress: Progress },
): Scores {
  const { recognizer, enroll, draws, progress } = options;
  const parts = Array.from({ length: draws }, (_, number): Scores => {
    const random = seededRandom(number + 1);
    const drawn = draw(people, enroll, random);
    const scores = { ...verifyAll(drawn, recognizer), ...searchAll(drawn, recognizer, random) };
    progress(number + 1, draws, 'draws');
    return scores;
  });
  return {
    genuine: sorted(parts.map(({ genuine }) => genuine)),
    impostor: sorted(parts.map(({ impostor }) => impostor)),
    mated: parts.flatMap(({ mated }) => mated),
    strangers: sorted(parts.map(({ strangers }) => strangers)),
  };
}
