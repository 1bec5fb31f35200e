import { describe, expect, test } from 'bun:test';
import { DECISION_FRAMES, type DecisionState, decide, initialDecision, type Verdict } from './decision.ts';
import type { Candidate, Observation, Problem } from './observation.ts';

const rule = { threshold: 0.7, margin: 0.05 };
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

/** The verdicts over the frames. The state goes through JSON in between, as in the database. */
function judge(observations: Observation[], frameIds = observations.map((_, i) => `frame ${i}`)): Verdict[] {
  let state = initialDecision();
  return observations.map((observation, i) => {
    const step = decide(state, observation, { id: frameIds[i]! }, rule);
    state = JSON.parse(JSON.stringify(step.state)) as DecisionState;
    return step.verdict;
  });
}

function accepted(observations: Observation[]): boolean {
  return judge(observations).some((verdict) => verdict.kind === 'accept');
}

/** The number of usable frames after which the run is accepted; undefined if it is not. */
function acceptedAfter(observations: Observation[]): number | undefined {
  const at = judge(observations).findIndex(({ kind }) => kind === 'accept');
  return at < 0 ? undefined : observations.slice(0, at + 1).filter(({ problem }) => !problem).length;
}

const many = (observation: Observation, count: number) => Array.from({ length: count }, () => observation);

describe('a sign-in', () => {
  test('is accepted with the second frame that shows the same person, by the mean of both', () => {
    const verdicts = judge([sees(['ann', 0.8], ['bob', 0.6]), sees(['ann', 0.7], ['bob', 0.6])]);
    expect(verdicts[0]).toEqual({ kind: 'continue', hint: 'hold-still', looking: true });
    expect(verdicts[1]).toMatchObject({ kind: 'accept', userId: 'ann', templateId: 'ann-0.8', liveness: {} });
    expect(verdicts[1]?.kind === 'accept' && verdicts[1].score).toBeCloseTo(0.75, 12);
  });

  test('is not accepted below the threshold, however many frames', () => {
    expect(accepted(many(sees(['ann', 0.699]), 40))).toBe(false);
    expect(accepted(many(sees(['ann', 0.7]), 2))).toBe(true);
  });

  test('decides only after certain numbers of usable frames, each time over those since the last decision', () => {
    const [bad, good] = [sees(['ann', -1]), sees(['ann', 0.9])];
    for (const [index, frames] of DECISION_FRAMES.entries()) {
      const before = DECISION_FRAMES[index - 1] ?? 0;
      expect(acceptedAfter([...many(bad, before), ...many(good, 40)])).toBe(frames);
      // One frame earlier, and the window of one more decision includes the bad frame.
      if (frames < 24)
        expect(acceptedAfter([...many(bad, before + 1), ...many(good, 40)])).toBe(DECISION_FRAMES[index + 1]!);
    }
    expect(acceptedAfter([...many(bad, 24), ...many(good, 40)])).toBeUndefined();
  });

  test('one lucky frame is outweighed by its neighbours', () => {
    const [stranger, lucky] = [sees(['ann', 0.3]), sees(['ann', 0.95])];
    for (let at = 0; at < 40; at++) expect(accepted(many(stranger, 40).with(at, lucky))).toBe(false);
  });

  test('is not accepted without a clear lead over the runner-up', () => {
    expect(accepted(many(sees(['ann', 0.8], ['bob', 0.76]), 40))).toBe(false);
    expect(accepted(many(sees(['ann', 0.8], ['bob', 0.74]), 2))).toBe(true);
  });

  test('somebody who is not among the best few of a frame gets the score of the last of them', () => {
    const [both, one] = [sees(['ann', 0.9], ['bob', 0.86]), sees(['ann', 0.9], ['cid', 0.88])];
    expect(accepted([both, one])).toBe(false);
    expect(accepted([both, sees(['ann', 0.9], ['cid', 0.2])])).toBe(true);
  });

  test('another template of the same person is no runner-up', () => {
    expect(accepted(many(sees(['ann', 0.8], ['ann', 0.79]), 2))).toBe(true);
  });

  test('frames of two people never add up', () => {
    const [ann, bob] = [sees(['ann', 0.9]), sees(['bob', 0.9])];
    expect(accepted(many(ann, 40).map((frame, i) => (i % 2 ? bob : frame)))).toBe(false);
    expect(acceptedAfter([ann, bob, bob, bob])).toBe(4);
  });

  test('unusable frames change nothing', () => {
    expect(acceptedAfter([sees(['ann', 0.9]), unusable('blurred'), sees(['ann', 0.9])])).toBe(2);
    expect(accepted([sees(['ann', 0.9]), unusable('several-faces')])).toBe(false);
  });

  test('with an empty gallery, or an unknown user name, is never accepted', () => {
    expect(accepted(many(sees(), 40))).toBe(false);
  });

  test('the same bytes are not judged twice', () => {
    const ann = sees(['ann', 0.9]);
    expect(judge([ann, ann, ann], ['a', 'a', 'a']).every(({ kind }) => kind === 'continue')).toBe(true);
    expect(judge([ann, ann, ann], ['a', 'a', 'b']).at(-1)?.kind).toBe('accept');
  });

  test('a frame of another attempt is not judged, but counted', () => {
    const step = decide(initialDecision(), sees(['ann', 0.9]), { id: 'a', replayed: true }, rule);
    expect(step.state).toMatchObject({ usable: 0, window: [], replays: 1 });
    expect(step.verdict).toEqual({ kind: 'continue', hint: 'looking', looking: false });
  });

  test('a score that is not a number matches nobody', () => {
    expect(accepted(many(sees(['ann', Number.NaN]), 4))).toBe(false);
  });
});

describe('what the person is told', () => {
  test('names the problem, and speeds up with the first usable face', () => {
    expect(judge([unusable('no-face'), unusable('too-dark'), sees(), unusable('too-far')])).toEqual([
      { kind: 'continue', hint: 'no-face', looking: false },
      { kind: 'continue', hint: 'too-dark', looking: false },
      { kind: 'continue', hint: 'hold-still', looking: true },
      { kind: 'continue', hint: 'too-far', looking: true },
    ]);
  });

  test('is the same for known and unknown faces and an empty gallery until the attempt ends', () => {
    // Every answer of a gallery except an acceptance, over a run of usable, unusable and frozen frames.
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

describe('a sign-in that asks for liveness', () => {
  const asking = { ...rule, liveness: { passive: 0.5 } };
  const run = (...passive: (number | undefined)[]) => {
    let state = initialDecision();
    return passive.map((cue, i) => {
      const seen = { ...sees(['ann', 0.9]), ...(cue !== undefined && { liveness: { passive: cue } }) };
      const step = decide(state, seen, { id: `frame ${i}` }, asking);
      state = JSON.parse(JSON.stringify(step.state)) as DecisionState;
      return step.verdict;
    });
  };

  test('accepts a live face and reports its liveness', () => {
    expect(run(0.9, 0.7)[1]).toMatchObject({ kind: 'accept', userId: 'ann' });
    const [, verdict] = run(0.9, 0.7);
    expect(verdict?.kind === 'accept' && verdict.liveness.passive).toBeCloseTo(0.8, 12);
  });

  test('refuses a replay of the right face, and one without the cue, as it refuses a stranger', () => {
    for (const cue of [0.03, undefined]) {
      const verdicts = run(...Array.from({ length: 40 }, () => cue));
      expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['continue']));
      expect(new Set(verdicts.map((verdict) => verdict.kind === 'continue' && verdict.hint))).toEqual(
        new Set(['hold-still']),
      );
    }
  });

  test('judges all frames that show the person: later ones outweigh doubt at first, and a lucky frame', () => {
    expect(run(0.4, 0.5, 0.9, 0.9)[3]?.kind).toBe('accept');
    expect(run(0.03, 0.03, 0.9, 0.9)[3]?.kind).toBe('continue');
    expect(run(0.9, 0.03, 0.2, 0.2)[3]?.kind).toBe('continue');
  });

  test('does not take the liveness of another face for that of a picture: a live stranger helps nobody', () => {
    let state = initialDecision();
    const verdicts = [...many(sees(['ann', 0.1]), 2), ...many(sees(['ann', 0.9]), 6)].map((seen, i) => {
      const passive = i < 2 ? 1 : 0.35;
      const step = decide(state, { ...seen, liveness: { passive } }, { id: `${i}` }, { ...asking, samePerson: 0.4 });
      state = step.state;
      return step.verdict.kind;
    });
    expect(new Set(verdicts)).toEqual(new Set(['continue']));
    expect(state.decisions.at(-1)).toMatchObject({ refusal: 'not-live', liveness: { frames: 6 } });
  });
});
