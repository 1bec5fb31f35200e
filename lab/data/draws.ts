/**
 * Scores of people enrolled with several templates, by the recognizer's own index, as sign-in compares and searches.
 *
 * Which of a person's images are enrolled matters much and few people have images left, so the images are drawn
 * several times, by fixed seeds, and the comparisons of all draws are counted together.
 */
import type { MatedSearch } from '../../src/biometrics/identification.ts';
import { seededRandom, shuffled } from '../../src/biometrics/random.ts';
import type { Index, Recognizer } from '../../src/vision/recognizers/recognizer.ts';

/** The templates of one person. */
export type Person = { name: string; templates: readonly unknown[] };
/** A person in one draw: some templates enrolled, the others probes. Nothing is enrolled of who has too few. */
export type Drawn = Person & { enrolled: readonly unknown[]; probes: readonly unknown[] };

/** Scores of one draw, or of several together: comparisons of one with one, and best answers of searches. */
export type Scores = {
  genuine: Float64Array;
  impostor: Float64Array;
  mated: MatedSearch[];
  strangers: Float64Array;
};

/** Enrolls some of everybody's templates, drawn by chance. */
export function draw(people: readonly Person[], enroll: number, random: () => number): Drawn[] {
  return people.map((person) => {
    const templates = shuffled(person.templates, random);
    const parts = { enrolled: templates.slice(0, enroll), probes: templates.slice(enroll) };
    return { ...person, ...(templates.length >= enroll ? parts : { enrolled: [], probes: [] }) };
  });
}

/** A gallery of what is enrolled. */
export function indexOf(people: Iterable<Drawn>, recognizer: Recognizer): Index {
  const index = recognizer.createIndex();
  for (const { name, enrolled } of people) {
    index.put(
      name,
      enrolled.map((template, number) => ({ templateId: `${name} ${number}`, template })),
    );
  }
  return index;
}

/**
 * A probe's score with everybody enrolled. A search compares with all at once, several times as fast as one by one,
 * but need not answer with all of them.
 */
export function scorer(index: Index, people: number): (probe: unknown) => (name: string) => number {
  return (probe) => {
    const found = new Map(index.search(probe, people).map(({ userId, score }) => [userId, score]));
    return (name) => found.get(name) ?? index.verify(probe, name)!.score;
  };
}

/** Everybody's probes with themselves, and all of their images with everybody else. */
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

/** Of the people that can be enrolled half are, drawn by chance; the images of everybody else are a stranger's. */
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
 * Enrolls everybody who has `enroll` templates, `draws` times with others of them, and compares and searches the rest.
 * @returns the scores of all draws together, sorted ascending. Empty lists where there is nobody to compare.
 */
export function scoreDraws(
  people: readonly Person[],
  options: {
    recognizer: Recognizer;
    enroll: number;
    draws: number;
    progress: (done: number, all: number, what: string) => void;
  },
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
