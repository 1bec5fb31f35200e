/** WebAuthn: makes options for the browser and checks its answers. Only this file imports @simplewebauthn/server. */
import type { Config } from '../config.ts';
import type { passkeys } from '../db/schema.ts';
import type { RegistrationAnswer, SignInAnswer } from './answers.schema.ts';

export type Passkey = typeof passkeys.$inferSelect;
type Site = Pick<Config, 'publicUrl'>;

/**
 * EdDSA, ES256 and RS256 on both runtimes. The library's own list is longer on a runtime that can verify more: Node
 * could not verify some keys that people registered under Bun.
 */
const ALGORITHMS = [-8, -7, -257];
/** Milliseconds that the browser waits for the person. The challenge lasts as long (`ceremonies.store.ts`). */
const TIMEOUT = 5 * 60_000;

/** Loaded at the first passkey, not at every start of the server. */
const library = () => import('@simplewebauthn/server');

/** Who asks for passkeys. It comes from the configured address, never from a request. */
function relyingParty({ publicUrl }: Site): { id: string; origin: string } {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, origin };
}

/** The account as an authenticator stores it: the id tells nothing of the person. */
function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll('-', ''), 'hex'));
}

type Owner = { userId: string; username: string; displayName: string };
type Known = Pick<Passkey, 'id' | 'transports'>;

/** Options for a new passkey. An authenticator that holds one of `known` refuses a second one for the account. */
export async function registrationOptions(site: Site, { userId, username, displayName }: Owner, known: Known[]) {
  const { generateRegistrationOptions } = await library();
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

/** Options that ask for one of `known`, or without `known` for any passkey of this site. */
export async function signInOptions(site: Site, known?: Known[]) {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: relyingParty(site).id,
    timeout: TIMEOUT,
    userVerification: 'required',
    ...(known && { allowCredentials: known.map(({ id, transports }) => ({ id, transports })) }),
  });
}

export type NewPasskey = Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports' | 'backedUp'>;

/** The passkey of an answer; undefined for a wrong challenge, origin, site or signature, or an unverified owner. */
export async function verifyRegistration(
  site: Site,
  { challenge, answer }: { challenge: string; answer: RegistrationAnswer },
): Promise<NewPasskey | undefined> {
  const { id, origin } = relyingParty(site);
  const { verifyRegistrationResponse } = await library();
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
 * Checks that the passkey has signed the answer for this challenge and this site, and has verified its owner.
 * @returns the answer's counter and backup state; undefined where anything is wrong. The caller compares the counter:
 *   only a right signature may tell that it has gone backwards.
 */
export async function verifySignIn(
  site: Site,
  { challenge, answer, passkey }: { challenge: string; answer: SignInAnswer; passkey: Passkey },
): Promise<{ counter: number; backedUp: boolean } | undefined> {
  const { id, origin } = relyingParty(site);
  const handle = answer.response.userHandle;
  if (handle && !Buffer.from(handle, 'base64url').equals(userHandle(passkey.userId))) return undefined;
  const { verifyAuthenticationResponse } = await library();
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
