/** Face sign-in: a camera session that may sign somebody in. */
import { type DecisionRule, decidesNext } from '../../biometrics/decision.ts';
import type { AttemptState } from '../../biometrics/session/attempt.ts';
import { isChallenged, lacksOneMove, type Match } from '../../biometrics/session/session.ts';
import type { SeenFrame } from '../../biometrics/session/step.ts';
import { type Unjudged, unjudgedBy } from '../../biometrics/session/unjudged.ts';
import type { Attempt } from '../../camera/attempt.ts';
import { attempts, endAttempt } from '../../camera/attempts.store.ts';
import { cameraFrame, type Purpose, type SessionAnswer } from '../../camera/session.ts';
import { hashToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { markFaceUsed } from '../../faces/face-data.store.ts';
import { policyFor } from '../../policy/policy.ts';
import { decisionRule } from '../../policy/rule.ts';
import type { Client } from '../../principal.ts';
import { type Admission, admit } from '../../sessions/admit.ts';
import { takeBack } from '../../throttle/throttle.store.ts';
import type { ObserveOptions } from '../../vision/protocol.ts';
import { calibrationOf } from '../../vision/recognizers/calibration.ts';
import { findStanding } from './match.store.ts';
import { otherScores } from './scores.ts';
import { weighMatch } from './weigh.ts';

/** An id that no template has. An attempt for an unknown name compares the face with it, so with nobody. */
const NOBODY = '';

/** The face is recognised. `admission` says what that opens. */
type Accepted = { kind: 'accepted'; admission: Admission; displayName: string };
/**
 * Why an attempt has ended without a sign-in, as the person is told: what kept most frames from being judged, that the
 * movements did not come as asked, or that the face was not recognised. `not-recognised-alone`: and no name was given, with which it would be compared with one
 * person. That is said to whoever gave no name, whether the face is unknown, refused, or like two people.
 */
export type Why = Unjudged | 'not-moved' | 'not-recognised' | 'not-recognised-alone';
type Ended = { kind: 'over'; why: Why };
export type FrameResult = SessionAnswer<Accepted | Ended>;

type FaceDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config' | 'keys' | 'log' | 'liveness'>;

/** The people with whom the face is compared. Undefined: everybody. */
function peopleFor({ mode, claimedUserId, state }: Attempt): readonly string[] | undefined {
  return mode === 'verification' ? [claimedUserId ?? NOBODY] : state.among;
}

function ruleFor(deps: FaceDeps, attempt: Attempt): DecisionRule {
  const { people, alike } = deps.vision.status();
  return decisionRule(policyFor(deps), { people: peopleFor(attempt)?.length ?? people, alike });
}

/** How the worker observes the next frame. If it may be the last one, it looks with care and for all recognizers. */
function lookFor(deps: FaceDeps, attempt: Attempt): ObserveOptions {
  const { state } = attempt;
  const among = peopleFor(attempt);
  const compared = among && { among };
  const rule = ruleFor(deps, attempt);
  if (isChallenged(state)) {
    const others = lacksOneMove(state) && state.match && { others: rule.samePerson ?? rule.threshold };
    return { ...compared, reference: state.challenge!.reference, ...others };
  }
  if (!decidesNext(state)) return { ...compared };
  const isLast = !policyFor(deps).liveness.challenge || state.challenge !== undefined;
  return { ...compared, bar: rule, ...(isLast && { others: rule.threshold }) };
}

/** Signs the matched person in. Undefined if the account refuses the face since the decision. */
async function accept(
  tx: Queryable,
  deps: FaceDeps,
  input: { attempt: Attempt; match: Match; frame: SeenFrame; client: Client },
): Promise<Accepted | undefined> {
  const { attempt, match, frame, client } = input;
  const { userId, score } = match;
  const asked = { ...match, deviceToken: client.deviceToken };
  const standing = await findStanding(tx, policyFor(deps), asked, { lock: true });
  if (standing.withheld) {
    await attempts.save(tx, { ...attempt, state: { ...attempt.state, withheld: standing.withheld } });
    return undefined;
  }
  const now = deps.clock();
  const admission = await admit(tx, policyFor(deps), { userId, method: 'face', client, next: attempt.next, now });
  const scores = { [attempt.recognizer]: score, ...(await otherScores(tx, deps, userId, frame.observation)) };
  await endAttempt(tx, attempt, { outcome: 'accepted', now, userId, scores });
  await takeBack(tx, attempt.throttle);
  await markFaceUsed(tx, userId, now);
  return { kind: 'accepted', admission, displayName: standing.displayName };
}

/** Nothing of it depends on the gallery, except what the last hint has shown already: that a movement is missing. */
function endedBy({ mode, state }: Attempt): Ended {
  const judged = mode === 'verification' ? 'not-recognised' : 'not-recognised-alone';
  return { kind: 'over', why: unjudgedBy(state) ?? (isChallenged(state) ? 'not-moved' : judged) };
}

function signInBy(deps: FaceDeps, client: Client): Purpose<AttemptState, Attempt, Accepted | Ended> {
  const { recognizer, customModel, liveness } = policyFor(deps);
  const { samePerson } = calibrationOf(recognizer, customModel);
  return {
    store: attempts,
    look: (attempt) => lookFor(deps, attempt),
    policy: (attempt) => ({ rule: ruleFor(deps, attempt), liveness, samePerson }),
    weigh: (tx, attempt, match) => weighMatch(tx, deps, { attempt, match, client }),
    accept: async (tx, attempt, frame, match) => match && accept(tx, deps, { attempt, match, frame, client }),
    async end(tx, attempt, outcome) {
      await endAttempt(tx, attempt, { outcome, now: deps.clock() });
      return endedBy(attempt);
    },
  };
}

/**
 * Processes one frame of an attempt.
 * @param input.token of the attempt, from `openAttempt` through the cookie.
 * @throws as {@link cameraFrame}.
 */
export async function faceFrame(
  deps: FaceDeps,
  { token, image, client }: { token: string; image: Uint8Array; client: Client },
): Promise<FrameResult> {
  return cameraFrame(deps, signInBy(deps, client), { key: hashToken(token), image });
}
