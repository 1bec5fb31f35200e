/**
 * One try to fool the camera: a camera session with the server's own policy, compared with nobody. It is bound to the
 * administrator's session.
 */
import { initialDecision } from '../biometrics/decision.ts';
import { isTakenForPerson, type TrialKind, type TrialResult, type TrialState } from '../biometrics/session/trial.ts';
import { cameraFrame, type Purpose, type SessionAnswer } from '../camera/session.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { type OpenTrial, openTrial, recordTrial, trials } from './trials.store.ts';

type TrialDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'keys' | 'liveness'>;

type Done = { kind: 'done'; what: TrialKind } & TrialResult;
export type TrialAnswer = SessionAnswer<Done>;

/** Decisions are made for their liveness alone: there is no score to reach. */
const ANY_FACE = { threshold: 0, margin: 0 };

function tryBy({ liveness, clock }: TrialDeps, userId: string): Purpose<TrialState, OpenTrial, Done> {
  const end = async (tx: Queryable, trial: OpenTrial): Promise<Done> => {
    const result = await recordTrial(tx, { trial, policy: liveness, userId, now: clock() });
    return { kind: 'done', what: trial.kind, ...result };
  };
  return {
    store: trials,
    look: () => ({ among: [] }),
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
 * One frame of a try.
 * @param input.begin what is held before the camera, with the first frame of a try: it takes the place of one that was left.
 * @returns how to go on, or what came of the try. `over`: the session has none.
 * @throws as {@link cameraFrame}.
 */
export async function trialFrame(
  deps: TrialDeps,
  input: { sessionHash: string; userId: string; begin?: TrialKind; image: Uint8Array },
): Promise<TrialAnswer> {
  const { sessionHash, userId, begin, image } = input;
  if (begin) {
    await openTrial(deps.db, { sessionHash, kind: begin, state: initialDecision(), now: deps.clock() });
  }
  return cameraFrame(deps, tryBy(deps, userId), { key: sessionHash, image });
}
