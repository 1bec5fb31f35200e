/** Galleries for measurements, by the recognizer's own index: the scores are those of a sign-in. */
import type { Index, Recognizer } from '../../src/vision/recognizers/recognizer.ts';

/** Enrolls somebody with these templates. */
export function enroll(index: Index, name: string, templates: readonly unknown[]): void {
  index.put(
    name,
    templates.map((template, number) => ({ templateId: `${name} ${number}`, template })),
  );
}

/** A gallery of what is enrolled of these people. */
export function indexOf(
  people: Iterable<{ name: string; enrolled: readonly unknown[] }>,
  recognizer: Recognizer,
): Index {
  const index = recognizer.createIndex();
  for (const { name, enrolled } of people) enroll(index, name, enrolled);
  return index;
}

/**
 * The score of a probe with each person who is enrolled. One search compares with all at once, several times as fast as
 * one by one. It need not answer with all of them: the missing ones are compared one by one.
 * @param people how many are enrolled.
 */
export function scorer(index: Index, people: number): (probe: unknown) => (name: string) => number {
  return (probe) => {
    const found = new Map(index.search(probe, people).map(({ userId, score }) => [userId, score]));
    return (name) => found.get(name) ?? index.verify(probe, name)!.score;
  };
}
