import { describe, expect, test } from 'bun:test';
import { type DecisionState, decide, initialDecision, type Verdict } from './decision.ts';
import type { Candidate, Observation, Problem } from './observation.ts';

const rule = { threshold: 0.7, margin: 0.05, agreeing: 2 };
const frame = { width: 640, height: 480 };

function sees(...candidates: [userId: string, score: number][]): Observation {
  const listed: Candidate[] = candidates.map(([userId, score]) => ({
    userId,
    templateId: `${userId}-${score}`,
    score,
  }));
  return { frame, faces: 1, candidates: listed };
}

function unusable(problem: Problem): Observation {
  return { frame, faces: problem === 'no-face' ? 0 : 1, problem, candidates: [] };
}

/** Verdicts over the frames, the state going through JSON in between as it does in the database. */
function judge(observations: Observation[], frameIds = observations.map((_, i) => `frame ${i}`)): Verdict[] {
  let state = initialDecision();
  return observations.map((observation, i) => {
    const step = decide(state, observation, frameIds[i]!, rule);
    state = JSON.parse(JSON.stringify(step.state)) as DecisionState;
    return step.verdict;
  });
}

function accepted(observations: Observation[]): boolean {
  return judge(observations).some((verdict) => verdict.kind === 'accept');
}

describe('a sign-in', () => {
  test('is accepted with the second frame that shows the same person, by the better template', () => {
    const verdicts = judge([sees(['ann', 0.8], ['bob', 0.6]), sees(['ann', 0.75], ['bob', 0.6])]);
    expect(verdicts).toEqual([
      { kind: 'continue', hint: 'hold-still', looking: true },
      { kind: 'accept', userId: 'ann', templateId: 'ann-0.8', score: 0.8 },
    ]);
  });

  test('is not accepted below the threshold, however many frames', () => {
    expect(accepted(Array.from({ length: 40 }, () => sees(['ann', 0.699])))).toBe(false);
    expect(accepted([sees(['ann', 0.7]), sees(['ann', 0.7])])).toBe(true);
  });

  test('is not accepted without a clear lead over the runner-up', () => {
    expect(accepted([sees(['ann', 0.8], ['bob', 0.76]), sees(['ann', 0.8], ['bob', 0.76])])).toBe(false);
    expect(accepted([sees(['ann', 0.8], ['bob', 0.74]), sees(['ann', 0.8], ['bob', 0.74])])).toBe(true);
  });

  test('another template of the same person is no runner-up', () => {
    expect(accepted([sees(['ann', 0.8], ['ann', 0.79]), sees(['ann', 0.8], ['ann', 0.79])])).toBe(true);
  });

  test('frames of two people never add up', () => {
    const [ann, bob] = [sees(['ann', 0.9]), sees(['bob', 0.9])];
    expect(accepted([ann, bob, ann, bob, ann])).toBe(false);
    expect(accepted([ann, bob, bob])).toBe(true);
  });

  test('a frame that could be either of two people takes back what was found', () => {
    const [ann, either] = [sees(['ann', 0.9]), sees(['bob', 0.8], ['ann', 0.79])];
    expect(accepted([ann, either, ann])).toBe(false);
    expect(accepted([ann, either, ann, ann])).toBe(true);
  });

  test('frames that show nothing usable, or nobody known, neither count nor take back', () => {
    expect(accepted([sees(['ann', 0.9]), unusable('blurred'), sees(['ann', 0.5]), sees(['ann', 0.9])])).toBe(true);
    expect(accepted([sees(['ann', 0.9]), unusable('several-faces')])).toBe(false);
  });

  test('the same bytes again are no second witness', () => {
    const ann = sees(['ann', 0.9]);
    expect(judge([ann, ann, ann], ['a', 'a', 'a']).every(({ kind }) => kind === 'continue')).toBe(true);
    expect(judge([ann, ann, ann], ['a', 'a', 'b']).at(-1)?.kind).toBe('accept');
    const loop = Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? ann : unusable('blurred')));
    expect(
      judge(
        loop,
        loop.map((_, i) => `${i % 3}`),
      ).every(({ kind }) => kind === 'continue'),
    ).toBe(true);
  });

  test('a score that is no number is nobody', () => {
    expect(accepted([sees(['ann', Number.NaN]), sees(['ann', Number.NaN])])).toBe(false);
  });
});

describe('what the person is told', () => {
  test('names what to change, and speeds up with the first usable face', () => {
    expect(judge([unusable('no-face'), unusable('too-dark'), sees(), unusable('too-far')])).toEqual([
      { kind: 'continue', hint: 'no-face', looking: false },
      { kind: 'continue', hint: 'too-dark', looking: false },
      { kind: 'continue', hint: 'hold-still', looking: true },
      { kind: 'continue', hint: 'too-far', looking: true },
    ]);
  });

  test('is the same for known and unknown faces and an empty gallery until the attempt ends', () => {
    // Every way a gallery can answer, short of two agreeing frames, over a run of usable, unusable and frozen frames.
    const answers: Observation[][] = [
      [sees(['ann', 0.95], ['bob', 0.5]), sees(['bob', 0.95], ['ann', 0.5]), sees(['ann', 0.95], ['bob', 0.5])],
      [sees(['ann', 0.8], ['bob', 0.79]), sees(['ann', 0.8], ['bob', 0.79]), sees(['bob', 0.8], ['ann', 0.79])],
      [sees(['ann', 0.95]), sees(['ann', 0.4]), sees(['ann', 0.4])],
      [sees(['ann', 0.4]), sees(['bob', 0.4]), sees(['ann', 0.4])],
      [sees(), sees(), sees()],
    ];
    const ids = ['1', '2', '3', '3', '4', '4', '5'];
    const runs = answers.map(([a, b, c]) =>
      judge([unusable('too-far'), a!, unusable('blurred'), unusable('blurred'), b!, b!, c!], ids),
    );
    for (const run of runs) expect(run).toEqual(runs[4]!);
    expect(new Set(runs[4]!.map((verdict) => verdict.kind))).toEqual(new Set(['continue']));
  });
});
