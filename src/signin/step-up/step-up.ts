/**
 * Step-up: somebody who is signed in shows one more proof, because an application asks for it. The proof is noted in the
 * session, which gets another id. Nobody signs in by it.
 */
import type { Proof } from '../../access/policy.ts';
import { hashToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import { beginCeremony } from '../../passkeys/ceremonies.store.ts';
import { listPasskeys } from '../../passkeys/passkeys.store.ts';
import { signInOptions } from '../../passkeys/webauthn.ts';
import type { Client, Session } from '../../principal.ts';
import type { FaceFacts } from '../../sessions/admit.ts';
import { rememberDevice } from '../../sessions/devices.store.ts';
import { confirmPassword } from '../../sessions/password-gate.ts';
import { noteSignIn } from '../../sessions/person.store.ts';
import { noteProofs } from '../../sessions/proofs.store.ts';
import { renewSession } from '../../sessions/sessions.store.ts';
import { type FaceDeps, type FaceResult, faceFrame } from '../face/face.ts';
import { type Answered, prove, type SignInDeps, useProved } from '../passkey.ts';

/** The cookies that follow from a proof. */
export type SteppedUp = { sessionToken: string; deviceToken?: string };

/** Notes a proof in the session and renews it. @throws {AppError} `not-signed-in` if the session has ended meanwhile. */
async function add(tx: Queryable, session: Session, proof: Proof): Promise<string> {
  const sessionToken = await renewSession(tx, session.idHash);
  if (!sessionToken) throw new AppError('not-signed-in');
  await noteProofs(tx, hashToken(sessionToken), [proof]);
  const detail = { method: proof.kind };
  await happened(tx, { at: proof.at, userId: session.userId, kind: 'stepped-up', detail });
  return sessionToken;
}

/** Notes the face of the person in the session. @throws {AppError} `not-signed-in` if the session has ended. */
export async function addFace(tx: Queryable, session: Session, face: FaceFacts, now: Date): Promise<string> {
  await noteSignIn(tx, session.userId, 'face', now);
  return add(tx, session, { kind: 'face', at: now, ...face });
}

/**
 * Processes one frame of a step-up by face, 1:1 against the person of the session.
 * @throws as `faceFrame`; {AppError} `sign-in-over` if the attempt is no step-up of this person.
 */
export async function stepUpFrame(
  deps: FaceDeps,
  input: { session: Session; token: string; image: Uint8Array; other?: boolean; client: Client },
): Promise<FaceResult<{ sessionToken: string; next: string }>> {
  const { session, ...frame } = input;
  return faceFrame(deps, frame, async (tx, { userId, face, attempt, now }) => {
    const { stepUp, handOff } = attempt.state;
    if (!stepUp || handOff || userId !== session.userId) throw new AppError('sign-in-over');
    return { sessionToken: await addFace(tx, session, face, now), next: attempt.next };
  });
}

/**
 * Takes the password. The browser becomes a known device, as at sign-in.
 * @returns undefined if it is wrong. @throws {AppError} `throttled`, `not-signed-in`.
 */
export async function stepUpPassword(
  deps: SignInDeps,
  { session, password, client }: { session: Session; password: string; client: Client },
): Promise<SteppedUp | undefined> {
  if (!(await confirmPassword(deps, session, password, client))) return undefined;
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    const sessionToken = await add(tx, session, { kind: 'password', at: now, live: false, device: false });
    return { sessionToken, deviceToken: await rememberDevice(tx, { client, userId: session.userId, now }) };
  });
}

/** Begins a ceremony that only the person's own passkeys may answer. */
export async function beginStepUp(deps: SignInDeps, { userId }: Session, before: string | undefined) {
  const options = await signInOptions(deps.config, await listPasskeys(deps.db, userId));
  const { challenge } = options;
  const ceremony = { challenge, purpose: 'step-up', userId, before, now: deps.clock() } as const;
  return { options, token: await beginCeremony(deps.db, ceremony) };
}

/** Takes a passkey. The browser becomes a known device. @throws {AppError} `passkey-refused`, `not-signed-in`. */
export async function stepUpPasskey(deps: SignInDeps, input: Answered & { session: Session }): Promise<SteppedUp> {
  const { session, client } = input;
  const { userId } = session;
  const proved = await prove(deps, { ...input, purpose: 'step-up', userId });
  const now = deps.clock();
  return useProved(deps, proved, async (tx) => {
    const sessionToken = await add(tx, session, { kind: 'passkey', at: now, live: false, device: false });
    return { sessionToken, deviceToken: await rememberDevice(tx, { client, userId, now }) };
  });
}
