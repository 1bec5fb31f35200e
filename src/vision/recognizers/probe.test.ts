import { describe, expect, test } from 'bun:test';
import type { Candidate } from '../../biometrics/observation.ts';
import { compareFace, isClose } from './probe.ts';
import type { AlignedFace, Glance, Recognizer } from './recognizer.ts';

const BAR = { threshold: 0.5, margin: 0.1 };
const FACE: AlignedFace = { width: 112, height: 112, data: new Uint8Array() };

const found = (...scores: number[]): Candidate[] =>
  scores.map((score, i) => ({ userId: `user-${i}`, templateId: `template-${i}`, score }));

describe('whether a second look could change the decision', () => {
  test.each([
    ['nobody is enrolled', [], false],
    ['the face is far from everybody', [0.42], false],
    ['the best is just below the threshold', [0.44], true],
    ['the best is just above the threshold', [0.56], true],
    ['the best is clear, and alone', [0.8], false],
    ['the best is clear of the next', [0.8, 0.3], false],
    ['the best leads the next by about the margin', [0.8, 0.7], true],
  ])('%s', (_, scores, close) => {
    expect(isClose(found(...scores), BAR, 0.07)).toBe(close);
  });
});

/** A recognizer that records its calls and names its templates after them. */
function watched(glances: boolean) {
  const asked: string[] = [];
  const answer = (what: string): string => {
    asked.push(what);
    return what;
  };
  const glance: Glance<string> = {
    within: 0.07,
    first: async () => answer('first'),
    complete: async (_, first) => answer(`the rest of ${first}`),
  };
  const recognizer = { extract: () => answer('all'), ...(glances && { glance }) } as unknown as Recognizer;
  return { asked, recognizer };
}

describe('comparing a face', () => {
  test.each([
    ['a clear match decides at the first look', BAR, 0.8, ['first']],
    ['a close one is looked at again', BAR, 0.52, ['first', 'the rest of first']],
    ['a frame that decides nothing is looked at once, however close', undefined, 0.52, ['first']],
  ])('%s', async (_, bar, score, looks) => {
    const { asked, recognizer } = watched(true);
    const compared: unknown[] = [];
    const compare = (probe: unknown) => {
      compared.push(probe);
      return found(score);
    };
    expect(await compareFace(recognizer, FACE, compare, bar)).toEqual(found(score));
    expect([asked, compared]).toEqual([looks, looks]);
  });

  test('a recognizer without a first look makes the full template at once', async () => {
    const { asked, recognizer } = watched(false);
    expect(await compareFace(recognizer, FACE, () => found(0.52), BAR)).toEqual(found(0.52));
    expect(asked).toEqual(['all']);
  });
});
