/**
 * One try to fool the camera: frame after frame through the very pipeline of sign-in, with the server's own policy, but
 * compared with nobody. It is bound to the administrator's session.
 */
import { randomInt } from 'node:crypto';
import { decide, type Hint, initialDecision } from '../biometrics/decision.ts';
import type { Observation } from '../biometrics/observation.ts';
import {
  type FrameId,
  followFrame,
  type GoOn,
  goOn,
  goOnAsking,
  isChallenged,
  isWitness,
  looksLive,
  newChallenge,
  passFrame,
} from '../biometrics/session/session.ts';
import { isTakenForPerson, type TrialKind, type TrialResult, type TrialState } from '../biometrics/session/trial.ts';
import { seenElsewhere } from '../camera/seen-frames.store.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import {
  extendTrial,
  lockTrial,
  type OpenTrial,
  openTrial,
  recordTrial,
  reserveTrialFrame,
  saveTrial,
} from './trials.store.ts';

type TrialDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'keys' | 'liveness'>;
/** Who tries, in which session. */
type Operator = { sessionHash: string; userId: string };

export type TrialAnswer = GoOn | ({ kind: 'done'; what: TrialKind } & TrialResult) | { kind: 'over' };

/** Decisions are made for their liveness alone: there is no score to reach. */
const ANY_FACE = { threshold: 0, margin: 0 };
/** Random steps of the draw: more than the sequences there are by far. */
const STEPS = 2 ** 32;

type Step = { state: TrialState; answer: GoOn } | { state: TrialState; answer: 'begin' | 'end' };

/** One frame while movements are asked for. */
function follow(deps: TrialDeps, trial: OpenTrial, observation: Observation, frame: FrameId): Step {
  const state = trial.state as TrialState;
  const asking = (now: TrialState): Step => ({
    state: now,
    answer: goOnAsking(now, observation.problem ?? 'hold-still'),
  });
  if (!isWitness(state, observation, frame)) return asking(passFrame(state));
  if (!looksLive(deps.liveness, observation)) {
    return asking({ ...passFrame(state), withheld: (state.withheld ?? 0) + 1 });
  }
  const { state: next, outcome } = followFrame(state, observation, frame);
  if (outcome === 'failed') return { state: { ...next, failed: true }, answer: 'end' };
  if (outcome === 'going') return asking(next);
  if (isTakenForPerson(next, deps.liveness)) return { state: next, answer: 'end' };
  return { state: next, answer: lookOn(deps, trial, true, 'hold-still') };
}

function lookOn(deps: TrialDeps, { frames, openedAt }: OpenTrial, looking: boolean, hint: Hint): GoOn {
  return goOn({ frames, elapsed: deps.clock().getTime() - openedAt.getTime(), looking, hint });
}

/** One frame while the face is looked at. */
function look(deps: TrialDeps, trial: OpenTrial, observation: Observation, frame: FrameId): Step {
  const policy = deps.liveness;
  const rule = { ...ANY_FACE, ...(policy.passive && { liveness: policy.passive }) };
  const before = trial.state as TrialState;
  const { state: decided, verdict } = decide(before, { ...observation, candidates: [] }, frame, rule);
  const state: TrialState = { ...before, ...decided };
  const challenge = newChallenge(state, observation, { policy, random: () => randomInt(STEPS) / STEPS });
  if (challenge) return { state: { ...state, challenge }, answer: 'begin' };
  if (isTakenForPerson(state, policy)) return { state, answer: 'end' };
  const [looking, hint] = verdict.kind === 'continue' ? [verdict.looking, verdict.hint] : [true, 'hold-still' as const];
  return { state, answer: lookOn(deps, trial, looking, hint) };
}

type Ended = { trial: OpenTrial; state: TrialState; userId: string };

async function end(tx: Queryable, deps: TrialDeps, { trial, state, userId }: Ended): Promise<TrialAnswer> {
  const ended = { trial, state, policy: deps.liveness, userId, now: deps.clock() };
  return { kind: 'done', what: trial.kind, ...(await recordTrial(tx, ended)) };
}

type Judged = Operator & { trial: OpenTrial; observation: Observation; image: Uint8Array };

async function judge(tx: Queryable, deps: TrialDeps, judged: Judged): Promise<TrialAnswer> {
  const { trial, observation, image, userId } = judged;
  const id = deps.keys.fingerprint(image);
  const formerFingerprints = deps.keys.formerFingerprints(image);
  const seen = { fingerprint: id, formerFingerprints, attemptId: trial.id, now: deps.clock() };
  const frame = { id, replayed: !observation.problem && (await seenElsewhere(tx, seen)) };
  const step = isChallenged(trial.state as TrialState) ? follow : look;
  const { state, answer } = step(deps, trial, observation, frame);
  if (answer === 'end') return end(tx, deps, { trial, state, userId });
  if (answer === 'begin') {
    await extendTrial(tx, trial.id, state, deps.clock());
    return goOnAsking(state, 'hold-still');
  }
  await saveTrial(tx, trial.id, state);
  return answer;
}

/** What is left to say where no frame slot could be taken. @throws {AppError} `too-fast` */
async function withoutSlot(deps: TrialDeps, { sessionHash, userId }: Operator): Promise<TrialAnswer> {
  return deps.db.transaction(async (tx) => {
    const trial = await lockTrial(tx, sessionHash);
    if (!trial) return { kind: 'over' };
    if (trial.expiresAt > deps.clock() && trial.frames < trial.frameLimit) throw new AppError('too-fast');
    return end(tx, deps, { trial, state: trial.state as TrialState, userId });
  });
}

/**
 * One frame of a try.
 * @param input.begin what is held before the camera, with the first frame of a try: it takes the place of one that was left.
 * @returns how to go on, or what came of the try. `over`: the session has none.
 * @throws {AppError} `too-fast` for a frame within 300 ms of the last one.
 * @throws {VisionError} for bytes that are no image, or while the worker cannot answer.
 */
export async function trialFrame(
  deps: TrialDeps,
  input: Operator & { begin?: TrialKind; image: Uint8Array },
): Promise<TrialAnswer> {
  const { sessionHash, userId, begin, image } = input;
  if (begin) {
    await openTrial(deps.db, { sessionHash, kind: begin, state: initialDecision(), now: deps.clock() });
  }
  const slot = await reserveTrialFrame(deps.db, sessionHash, deps.clock());
  if (!slot) return withoutSlot(deps, { sessionHash, userId });
  const turning = isChallenged(slot.state as TrialState);
  const observation = await deps.vision.observe(image, { among: [], turning });
  return deps.db.transaction(async (tx) => {
    const trial = await lockTrial(tx, sessionHash);
    // Another page of the same session may have begun another try meanwhile.
    if (trial?.id !== slot.id) return { kind: 'over' };
    const expired = trial.expiresAt <= deps.clock();
    if (expired) return end(tx, deps, { trial, state: trial.state as TrialState, userId });
    return judge(tx, deps, { sessionHash, userId, trial, observation, image });
  });
}
