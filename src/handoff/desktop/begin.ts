/** Begins a hand-off: the desktop gets a code for a phone, and a cookie without which the code is worth nothing. */
import { randomInt } from 'node:crypto';
import { readUsername, usernameProblem } from '../../accounts/usernames.ts';
import { hashToken, newToken } from '../../crypto/tokens.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { policyFor } from '../../policy/policy.ts';
import type { Client, Session } from '../../principal.ts';
import { isKnownDevice } from '../../sessions/devices.store.ts';
import { reauthentication } from '../../sessions/reauth.store.ts';
import { wayOfFace } from '../../signin/face/way.ts';
import { countOpen, dropFormer, type HandOff, insertHandOff, type Purpose } from '../handoffs.store.ts';
import { drawNumbers } from '../numbers.ts';

/** Milliseconds in which a phone must open the code. */
export const OPEN_MS = 120_000;
/** Hand-offs of one address at the same time: an office with one address, and no more rows than that. */
const MOST_OPEN = 200;
/** Stands for a typed text that cannot be a user name. Nobody has it. */
const NO_NAME = '?';
/** The page that a phone opens. The code follows behind the `#`, so it reaches no log and no Referer. */
export const PHONE = '/phone';

type BeginDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'liveness' | 'vision'>;
export type Begin = {
  purpose: Purpose;
  /** The address under which a phone reaches this server. */
  origin: string;
  /** The desktop's address as a person may see it; empty where the server cannot tell it. */
  place: string;
  next: string;
  username: string;
  /** The token of the browser's former hand-off. */
  before: string | undefined;
  session: Session | null;
};
export type Begun = { handOff: HandOff; token: string; url: string };

/** Refuses what the face itself would refuse on the phone, while the person is still at the keyboard. */
async function refuseWhatCannotBe(deps: BeginDeps, desktop: Client, { purpose, session, username }: Begin) {
  const { db } = deps;
  const policy = policyFor(deps);
  if (policy.phone === 'off') throw new AppError('not-found');
  if (purpose === 'enrollment') {
    const gate = { sessionHash: session!.idHash, purpose, now: deps.clock() };
    if (!(await reauthentication(db, gate))) throw new AppError('password-needed', { solvedAt: '/enroll' });
    return;
  }
  if (policy.faceDevices === 'known' && !(await isKnownDevice(db, desktop.deviceToken))) {
    throw new AppError('unknown-device');
  }
  // The phone is no known device, whatever the desktop is.
  const way = await wayOfFace(deps, db, undefined);
  if (purpose === 'sign-in' && username === '' && way.mode === 'verification') throw new AppError('name-needed');
}

/**
 * Begins a hand-off in place of the browser's former one.
 * @returns the row, the token for the desktop's cookie, and the address for the QR code. Only hashes are stored.
 * @throws {AppError} `name-needed`, `unknown-device`, `password-needed`; `throttled` with too many open ones;
 *   `not-found` where phones are switched off.
 */
export async function beginHandOff(deps: BeginDeps, desktop: Client, begin: Begin): Promise<Begun> {
  const typed = readUsername(begin.username);
  const username = typed === '' || !usernameProblem(typed) ? typed : NO_NAME;
  await refuseWhatCannotBe(deps, desktop, { ...begin, username });
  const now = deps.clock();
  const [code, token] = [newToken(), newToken()];
  return deps.db.transaction(async (tx) => {
    await dropFormer(tx, begin.before);
    if ((await countOpen(tx, begin.place, now)) >= MOST_OPEN) {
      const seconds = OPEN_MS / 1000;
      throw new AppError('throttled', { vars: { seconds }, retryAfter: seconds });
    }
    const { purpose, next, session, place: address } = begin;
    const handOff = await insertHandOff(tx, {
      ...drawNumbers((most) => randomInt(most)),
      ...{ purpose, next, username, address, userAgent: desktop.userAgent.slice(0, 300) },
      codeHash: hashToken(code),
      desktopHash: hashToken(token),
      deviceHash: desktop.deviceToken ? hashToken(desktop.deviceToken) : null,
      sessionHash: session?.idHash ?? null,
      userId: session?.userId ?? null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + OPEN_MS),
    });
    return { handOff, token, url: `${begin.origin}${PHONE}#${code}` };
  });
}
