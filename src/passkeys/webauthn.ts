/** WebAuthn: what the browser is asked, and whether its answer is right. The only file that knows @simplewebauthn. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Config } from '../config.ts';
import type { passkeys } from '../db/schema.ts';
import type { RegistrationAnswer, SignInAnswer } from './answers.schema.ts';

export { type SignInAnswer, signInAnswer } from './answers.schema.ts';

export type Passkey = typeof passkeys.$inferSelect;
type Site = Pick<Config, 'publicUrl'>;

/**
 * EdDSA, ES256 and RS256, the same on both runtimes. The library's own choice is longer where the runtime can verify
 * more: a key of Bun's would be worth nothing on Node.
 */
const ALGORITHMS = [-8, -7, -257];
/** Milliseconds that the browser waits for its person; the challenge lives as long (`challenges.store.ts`). */
const TIMEOUT = 5 * 60_000;

/** Who asks for passkeys: by the configured address, never by what a request says of itself. */
function relyingParty({ publicUrl }: Site): { id: string; origin: string } {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, origin };
}

/** The account as an authenticator stores it: its id, which says nothing of the person. */
function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll('-', ''), 'hex'));
}

type Owner = { userId: string; username: string; displayName: string };
type Known = Pick<Passkey, 'id' | 'transports'>;

/** What makes a passkey. An authenticator that holds one of `known` refuses a second one for the same account. */
export function registrationOptions(site: Site, { userId, username, displayName }: Owner, known: Known[]) {
  return generateRegistrationOptions({
    rpName: 'FaceLogin',
    rpID: relyingParty(site).id,
    userID: userHandle(userId),
    userName: username,
    userDisplayName: displayName,
    attestationType: 'none',
    timeout: TIMEOUT,
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** What asks for a passkey: one of `known`, or without them any that the authenticator holds for this site. */
export function signInOptions(site: Site, known?: Known[]) {
  return generateAuthenticationOptions({
    rpID: relyingParty(site).id,
    timeout: TIMEOUT,
    userVerification: 'required',
    ...(known && { allowCredentials: known.map(({ id, transports }) => ({ id, transports })) }),
  });
}

export type NewPasskey = Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports' | 'backedUp'>;

/** The passkey of an answer; undefined where anything about it is wrong: challenge, origin, site, verification. */
export async function verifyRegistration(
  site: Site,
  { challenge, answer }: { challenge: string; answer: RegistrationAnswer },
): Promise<NewPasskey | undefined> {
  const { id, origin } = relyingParty(site);
  const result = await verifyRegistrationResponse({
    response: answer as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => undefined);
  if (!result?.verified) return undefined;
  const { credential: made, credentialBackedUp } = result.registrationInfo;
  const { publicKey, counter } = made;
  return { id: made.id, publicKey, counter, transports: answer.response.transports, backedUp: credentialBackedUp };
}

/**
 * Whether the answer is signed by the passkey, for this challenge and this site, its owner verified.
 * @returns the counter and the backup state that it tells; undefined where anything is wrong. Whether the counter has
 *   gone backwards is the caller's question: only a signature that is right may answer it.
 */
export async function verifySignIn(
  site: Site,
  { challenge, answer, passkey }: { challenge: string; answer: SignInAnswer; passkey: Passkey },
): Promise<{ counter: number; backedUp: boolean } | undefined> {
  const { id, origin } = relyingParty(site);
  const handle = answer.response.userHandle;
  if (handle && !Buffer.from(handle, 'base64url').equals(userHandle(passkey.userId))) return undefined;
  const result = await verifyAuthenticationResponse({
    response: answer as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
  }).catch(() => undefined);
  if (!result?.verified) return undefined;
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  return { counter: newCounter, backedUp: credentialBackedUp };
}
