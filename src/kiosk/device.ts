/** The tablet of a kiosk: it trades a code for a key of its own, which makes no session for anybody. */
import { newCode, normalizedCode } from '../crypto/codes.ts';
import { verifyPassword } from '../crypto/passwords.ts';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import type { Client } from '../principal.ts';
import { throttleAddress } from '../throttle/address.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';
import { type Kiosk, kioskOfDevice, takeCode, updateKiosk } from './kiosks.store.ts';

/** Letters of a code, five bits each. */
const LETTERS = 8;
/** Milliseconds that a code works. */
export const CODE_MS = 10 * 60_000;
/** Seconds that a tablet's key lasts without a visit to its page: the most that browsers keep a cookie (RFC 6265bis 5.5). */
export const DEVICE_SECONDS = 400 * 24 * 3_600;

/** Gives a kiosk a new code. The one before stops working; the tablet goes on until another one takes the code. */
export async function giveCode(tx: Queryable, id: string, now: Date): Promise<string> {
  const code = newCode(LETTERS);
  await updateKiosk(tx, id, { codeHash: hashToken(code), codeExpiresAt: new Date(now.getTime() + CODE_MS) });
  return code;
}

/**
 * Registers a tablet. A tablet that the kiosk had before is none any more.
 * @returns the key for its cookie; undefined for a code that is wrong, used or too old.
 * @throws {AppError} `throttled` for an address with too many wrong codes.
 */
export async function register(
  { db, outbox, clock }: Pick<Deps, 'db' | 'outbox' | 'clock'>,
  { code, client }: { code: string; client: Client },
): Promise<string | undefined> {
  const now = clock();
  const bucket = { kind: 'kiosk-code-address', subject: throttleAddress(client.address) } as const;
  await claimOrThrow(db, bucket, now);
  const token = newToken();
  const [codeHash, deviceHash] = [hashToken(normalizedCode(code)), hashToken(token)];
  const kiosk = await outbox.commit(async (tx) => {
    const taken = await takeCode(tx, { codeHash, deviceHash, now });
    if (!taken) return undefined;
    await happened(tx, { at: now, userId: null, kind: 'kiosk-registered', detail: { kiosk: taken.name } });
    await takeBack(tx, bucket);
    return taken;
  });
  return kiosk && token;
}

/** The kiosk of a tablet's key. @throws {AppError} `no-kiosk` for a key that is none, or none any more. */
export async function kioskOf(db: Queryable, token: string | undefined): Promise<Kiosk> {
  const kiosk = token ? await kioskOfDevice(db, hashToken(token)) : undefined;
  if (!kiosk) throw new AppError('no-kiosk');
  return kiosk;
}

/**
 * Whether the PIN leads out of the kiosk's screen. The count is the kiosk's own, whoever shares its address.
 * @throws {AppError} `throttled`.
 */
export async function mayLeave(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { kiosk, pin }: { kiosk: Kiosk; pin: string },
): Promise<boolean> {
  const bucket = { kind: 'kiosk-pin', subject: kiosk.id } as const;
  await claimOrThrow(db, bucket, clock());
  const right = await verifyPassword(kiosk.pinHash ?? undefined, pin);
  if (right) await takeBack(db, bucket);
  return right;
}
