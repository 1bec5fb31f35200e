/**
 * Known devices: browsers in which an account signed in by password or passkey. Each has its own throttle, and a face
 * before it may be compared with its own people alone.
 */
import { and, desc, eq, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../crypto/tokens.ts';
import type { Queryable } from '../db/open.ts';
import { knownDevices } from '../db/schema.ts';
import type { Bucket } from '../limits.ts';
import type { Client } from '../principal.ts';
import { throttleAddress } from '../throttle/address.ts';

/** Characters of a browser's name that a row keeps. */
export const USER_AGENT_LENGTH = 300;

/** Seconds that a browser stays known after its last use. */
export const DEVICE_SECONDS = 365 * 24 * 60 * 60;

/** A browser by the token of its cookie, or by its hash where another browser asks for it. */
export type Device = string | { hash: string } | undefined;
/** A browser that shows a face, or for which a phone shows one. */
export type FaceClient = Omit<Client, 'deviceToken'> & { deviceToken: Device };

/** Whether this browser is known to one account, or to any without `userId`. */
export async function isKnownDevice(db: Queryable, device: Device, userId?: string): Promise<boolean> {
  if (!device) return false;
  const hash = typeof device === 'string' ? hashToken(device) : device.hash;
  const mine = eq(knownDevices.tokenHash, hash);
  const where = userId === undefined ? mine : and(mine, eq(knownDevices.userId, userId));
  const rows = await db.select({ userId: knownDevices.userId }).from(knownDevices).where(where).limit(1);
  return rows.length > 0;
}

/**
 * Remembers that an account signed in here. It replaces a token that no account knows: somebody could have planted it.
 * @returns the token for the cookie.
 */
export async function rememberDevice(
  db: Queryable,
  device: { client: Client; userId: string; now: Date },
): Promise<string> {
  const { client, userId, now } = device;
  const token = client.deviceToken && (await isKnownDevice(db, client.deviceToken)) ? client.deviceToken : newToken();
  const seen = { lastUsedAt: now, userAgent: client.userAgent.slice(0, USER_AGENT_LENGTH), address: client.address };
  await db
    .insert(knownDevices)
    .values({ tokenHash: hashToken(token), userId, createdAt: now, ...seen })
    .onConflictDoUpdate({ target: [knownDevices.tokenHash, knownDevices.userId], set: seen });
  return token;
}

/** Lists the browsers that know an account, the last used first. */
export function listDevices(db: Queryable, userId: string) {
  return db.select().from(knownDevices).where(eq(knownDevices.userId, userId)).orderBy(desc(knownDevices.lastUsedAt));
}

/** Forgets all browsers of an account, or the one with this token hash. @returns how many there were. */
export async function forgetDevices(db: Queryable, userId: string, tokenHash?: string): Promise<number> {
  const mine = eq(knownDevices.userId, userId);
  const gone = await db
    .delete(knownDevices)
    .where(tokenHash === undefined ? mine : and(mine, eq(knownDevices.tokenHash, tokenHash)))
    .returning({ userId: knownDevices.userId });
  return gone.length;
}

/** Removes browsers in which nobody has signed in by password or passkey for as long as their cookie lasts. */
export async function sweepDevices(db: Queryable, now: Date): Promise<void> {
  await db.delete(knownDevices).where(lt(knownDevices.lastUsedAt, new Date(now.getTime() - DEVICE_SECONDS * 1000)));
}

/** Most people with whom a known device compares a face: about as many as a family has. */
export const DEVICE_PEOPLE = 4;

/** The last accounts that signed in here by password or passkey, at most {@link DEVICE_PEOPLE}. */
export async function devicePeople(db: Queryable, token: string | undefined): Promise<string[]> {
  if (!token) return [];
  const rows = await db
    .select({ userId: knownDevices.userId })
    .from(knownDevices)
    .where(eq(knownDevices.tokenHash, hashToken(token)))
    .orderBy(desc(knownDevices.lastUsedAt), desc(knownDevices.userId))
    .limit(DEVICE_PEOPLE);
  return rows.map(({ userId }) => userId);
}

/**
 * The bucket on which a face attempt counts: the account of a known device, else the address. A bucket of the device
 * itself would be no limit: each password sign-in can make a new device.
 */
export async function faceThrottle(
  db: Queryable,
  client: { deviceToken?: string | undefined; address: string },
): Promise<Bucket> {
  const [account] = await devicePeople(db, client.deviceToken);
  return account
    ? { kind: 'face-device', account }
    : { kind: 'face-address', subject: throttleAddress(client.address) };
}
