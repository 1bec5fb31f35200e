/**
 * A trial: a camera session that compares the face with nobody and uses the server's own liveness policy. It is bound
 * to the administrator's session.
 */
import { initialDecision } from '../biometrics/decision.ts';
import { headChallenge, isChallenged } from '../biometrics/session/session.ts';
import { isTakenForPerson, type TrialKind, type TrialResult, type TrialState } from '../biometrics/session/trial.ts';
import { type Unjudged, unjudgedBy } from '../biometrics/session/unjudged.ts';
import { cameraFrame, type Purpose, type SessionAnswer } from '../camera/session.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { type OpenTrial, openTrial, recordTrial, trials } from './trials.store.ts';

type TrialDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'keys' | 'liveness'>;

/** `unjudged`: what kept most frames from being judged. */
type Done = { kind: 'done'; what: TrialKind; unjudged?: Unjudged } & TrialResult;
export type TrialAnswer = SessionAnswer<Done>;

/** A trial decides on liveness alone, so any score is enough. */
const ANY_FACE = { threshold: 0, margin: 0 };

function trialBy({ liveness, clock }: TrialDeps, userId: string): Purpose<TrialState, OpenTrial, Done> {
  const end = async (tx: Queryable, trial: OpenTrial): Promise<Done> => {
    const result = await recordTrial(tx, { trial, policy: liveness, userId, now: clock() });
    const unjudged = result.verdict === 'live' ? undefined : unjudgedBy(trial.state);
    return { kind: 'done', what: trial.kind, ...(unjudged && { unjudged }), ...result };
  };
  return {
    store: trials,
    look: ({ state }) => ({ among: [], mesh: isChallenged(state) && !headChallenge(state) }),
    policy: () => ({
      rule: { ...ANY_FACE, ...(liveness.passive && { liveness: liveness.passive }) },
      liveness,
      samePerson: ANY_FACE.threshold,
    }),
    accept: async (tx, trial) => (isTakenForPerson(trial.state, liveness) ? end(tx, trial) : undefined),
    end: (tx, trial, why) => end(tx, why === 'refused' ? { ...trial, state: { ...trial.state, failed: true } } : trial),
  };
}

/**
 * Processes one frame of a trial.
 * @param input.begin what is held before the camera. Only the first frame has it; it replaces a trial that was left.
 * @returns how to go on, or the result of the trial. `over`: the session has no trial.
 * @throws as {@link cameraFrame}.
 */
export async function trialFrame(
  deps: TrialDeps,
  input: { sessionHash: string; userId: string; begin?: TrialKind; image: Uint8Array; other?: boolean },
): Promise<TrialAnswer> {
  const { sessionHash, userId, begin, image, other = false } = input;
  if (begin) {
    await openTrial(deps.db, { sessionHash, kind: begin, state: initialDecision(), now: deps.clock() });
  }
  return cameraFrame(deps, trialBy(deps, userId), { key: sessionHash, image, other });
}
