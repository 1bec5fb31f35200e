/** A camera session that compares a face with the enrolled: at sign-in, and for a step-up. */
import { type DecisionRule, decidesNext } from '../../biometrics/decision.ts';
import type { AttemptState } from '../../biometrics/session/attempt.ts';
import { type AskedMove, askedOf } from '../../biometrics/session/either.ts';
import { headChallenge, isChallenged, lacksOneMove, type Match } from '../../biometrics/session/session.ts';
import type { SeenFrame } from '../../biometrics/session/step.ts';
import { type Unjudged, unjudgedBy } from '../../biometrics/session/unjudged.ts';
import type { Attempt } from '../../camera/attempt.ts';
import { attempts, endAttempt } from '../../camera/attempts.store.ts';
import { cameraFrame, type Purpose, type SessionAnswer } from '../../camera/session.ts';
import { hashToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { markFaceUsed } from '../../faces/face-data.store.ts';
import { policyFor } from '../../policy/policy.ts';
import { decisionRule } from '../../policy/rule.ts';
import type { Client } from '../../principal.ts';
import { type Admission, admit, type FaceFacts } from '../../sessions/admit.ts';
import { type FaceClient, isKnownDevice } from '../../sessions/devices.store.ts';
import { takeBack } from '../../throttle/throttle.store.ts';
import type { ObserveOptions } from '../../vision/protocol.ts';
import { calibrationOf } from '../../vision/recognizers/calibration.ts';
import { findStanding } from './match.store.ts';
import { otherScores } from './scores.ts';
import { weighMatch } from './weigh.ts';

/** An id that no template has. An attempt for an unknown name compares the face with it, so with nobody. */
const NOBODY = '';

/**
 * Why an attempt has ended without a sign-in, as the person is told: what kept most frames from being judged, that the
 * movements did not come as asked, or that the face was not recognised. `not-recognised-alone`: and no name was given,
 * with which it would be compared with one person. That is said to whoever gave no name, whether the face is unknown,
 * refused, or like two people.
 */
export type Why = Unjudged | 'not-moved' | 'not-recognised' | 'not-recognised-alone';
/** `move`: the movement that did not come as asked. */
type Ended = { kind: 'over'; why: Why; move?: AskedMove };

export type FaceDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config' | 'keys' | 'log' | 'liveness'>;

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
    const head = headChallenge(state);
    return { ...compared, ...(head ? { reference: head.reference } : { mesh: true }), ...others };
  }
  if (!decidesNext(state)) return { ...compared };
  const isLast = !policyFor(deps).liveness.challenge || state.challenge !== undefined;
  return { ...compared, bar: rule, ...(isLast && { others: rule.threshold }) };
}

/** What an accepted face leads to, in the transaction that ends the attempt. */
export type Enter<Answer> = (
  tx: Queryable,
  accepted: { userId: string; templateId: string; face: FaceFacts; attempt: Attempt; now: Date },
) => Promise<Answer>;

/** Lets the matched person in. Undefined if the account refuses the face since the decision. */
async function accept<Answer>(
  tx: Queryable,
  deps: FaceDeps,
  input: { attempt: Attempt; match: Match; frame: SeenFrame; client: FaceClient; enter: Enter<Answer> },
): Promise<Recognised<Answer> | undefined> {
  const { attempt, match, frame, client, enter } = input;
  const { userId, templateId, score } = match;
  const policy = policyFor(deps);
  const standing = await findStanding(tx, policy, { ...match, deviceToken: client.deviceToken }, { lock: true });
  if (standing.withheld) {
    await attempts.save(tx, { ...attempt, state: { ...attempt.state, withheld: standing.withheld } });
    return undefined;
  }
  const now = deps.clock();
  const live = policy.liveness.challenge || policy.liveness.passive !== undefined;
  const face = { live, device: await isKnownDevice(tx, client.deviceToken, userId) };
  const entered = await enter(tx, { userId, templateId, face, attempt, now });
  const scores = { [attempt.recognizer]: score, ...(await otherScores(tx, deps, userId, frame.observation)) };
  await endAttempt(tx, attempt, { outcome: 'accepted', now, userId, scores });
  await takeBack(tx, attempt.throttle);
  await markFaceUsed(tx, userId, now);
  return { kind: 'accepted', displayName: standing.displayName, ...entered };
}

type Recognised<Answer> = Answer & { kind: 'accepted'; displayName: string };
export type FaceResult<Answer> = SessionAnswer<Recognised<Answer> | Ended>;

/** Nothing of it depends on the gallery, except what the last hint has shown already: that a movement is missing. */
function endedBy({ mode, state }: Attempt): Ended {
  const judged = mode === 'verification' ? 'not-recognised' : 'not-recognised-alone';
  const move = state.challenge && askedOf(state.challenge);
  const why = unjudgedBy(state) ?? (move ? 'not-moved' : judged);
  return { kind: 'over', why, ...(why === 'not-moved' && move && { move }) };
}

function purposeOf<Answer>(
  deps: FaceDeps,
  client: FaceClient,
  enter: Enter<Answer>,
): Purpose<AttemptState, Attempt, Recognised<Answer> | Ended> {
  const { recognizer, customModel, liveness } = policyFor(deps);
  const { samePerson } = calibrationOf(recognizer, customModel);
  return {
    store: attempts,
    look: (attempt) => lookFor(deps, attempt),
    policy: (attempt) => ({ rule: ruleFor(deps, attempt), liveness, samePerson }),
    weigh: (tx, attempt, match) => weighMatch(tx, deps, { attempt, match, client }),
    accept: async (tx, attempt, frame, match) => match && accept(tx, deps, { attempt, match, frame, client, enter }),
    async end(tx, attempt, outcome) {
      await endAttempt(tx, attempt, { outcome, now: deps.clock() });
      return endedBy(attempt);
    },
  };
}

/** `other`: the person cannot turn the head, see `cameraFrame`. */
type Frame<C> = { token: string; image: Uint8Array; other?: boolean; client: C };

/**
 * Processes one frame of an attempt.
 * @param input.token of the attempt, from `openAttempt` through the cookie.
 * @param enter what an accepted face leads to.
 * @throws as {@link cameraFrame}, and what `enter` throws.
 */
export async function faceFrame<Answer>(
  deps: FaceDeps,
  { token, image, other = false, client }: Frame<FaceClient>,
  enter: Enter<Answer>,
): Promise<FaceResult<Answer>> {
  return cameraFrame(deps, purposeOf(deps, client, enter), { key: hashToken(token), image, other });
}

/** Processes one frame of a sign-in. `admission` says what an accepted face opens. */
export async function signInFrame(deps: FaceDeps, frame: Frame<Client>): Promise<FaceResult<{ admission: Admission }>> {
  const { client } = frame;
  return faceFrame(deps, frame, async (tx, { userId, face, attempt, now }) => {
    if (attempt.state.stepUp || attempt.state.handOff) throw new AppError('sign-in-over');
    const factor = { userId, method: 'face', face, client, next: attempt.next, now } as const;
    return { admission: await admit(tx, policyFor(deps), factor) };
  });
}
