/**
 * What programs do to people. Somebody without a way in is a row of `users` like everybody else's, so that erasure,
 * encryption and retention hold for them, too. Their names have a key of their own that no typed name has.
 */
import { erasePerson } from '../../accounts/erasure.store.ts';
import { insertUser, NameTaken } from '../../accounts/new-account.store.ts';
import { lockUser, type User } from '../../accounts/standing.store.ts';
import { type Doing, disable, enable } from '../../accounts/standing.ts';
import { usernameKey, usernameProblem } from '../../accounts/usernames.ts';
import { hashPassword } from '../../crypto/passwords.ts';
import { newToken } from '../../crypto/tokens.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { type EventTx, happened } from '../../events/events.store.ts';
import type { Program } from '../../principal.ts';
import { isTaken, savePerson } from './people.store.ts';

export type PeopleDeps = Pick<Deps, 'outbox' | 'clock'>;

/** The key of a name of somebody without a way in. Keys of typed names have no capitals. */
export function subjectKey(name: string): string {
  return `SUBJECT:${name}`;
}

function keyOf(name: string, subject: boolean): string {
  return subject ? subjectKey(name) : usernameKey(name);
}

/** A password that nobody knows: comparing with it is the same work as with any other. */
async function nobodysPassword(subject: boolean): Promise<string> {
  return subject ? '' : hashPassword(newToken());
}

/** @throws {AppError} `invalid-form` for a name that nobody can sign in with. */
function checkName(name: string, subject: boolean): void {
  if (!subject && usernameProblem(name)) throw new AppError('invalid-form');
}

/** Adds a person in a transaction. @throws {NameTaken} */
export async function insertPerson(
  tx: EventTx,
  person: { name: string; displayName: string; subject: boolean; passwordHash: string; now: Date },
): Promise<string> {
  const { name, displayName, subject, passwordHash, now } = person;
  const row = { username: name, usernameKey: keyOf(name, subject), displayName, subject, passwordHash, createdAt: now };
  const userId = await insertUser(tx, row);
  await happened(tx, { at: now, userId, kind: 'person-added', detail: { signIn: !subject } });
  return userId;
}

/** @returns the id. @throws {AppError} `name-taken`, `invalid-form`. */
export async function addPerson(
  { outbox, clock }: PeopleDeps,
  { keyName }: Program,
  person: { name: string; displayName: string; subject: boolean },
): Promise<string> {
  checkName(person.name, person.subject);
  const passwordHash = await nobodysPassword(person.subject);
  try {
    return await outbox.commit((tx) => insertPerson(tx, { ...person, passwordHash, now: clock() }), keyName);
  } catch (error) {
    throw error instanceof NameTaken ? new AppError('name-taken') : error;
  }
}

/** Locks a person for a change. @throws {AppError} `not-found`; `administrator`: no key changes one. */
export async function lockPerson(tx: Queryable, id: string): Promise<User> {
  const user = await lockUser(tx, id);
  if (!user) throw new AppError('not-found');
  if (user.role === 'admin') throw new AppError('administrator');
  return user;
}

export type PersonChange = {
  name?: string | undefined;
  displayName?: string | undefined;
  signIn?: boolean | undefined;
};

/**
 * Changes a person. `signIn: true` gives somebody a way in: from then on their face signs in, and an administrator can
 * hand them a link for a password. There is no way back but disabling.
 * @throws {AppError} `not-found`, `administrator`, `name-taken`, `invalid-form`.
 */
export async function changePerson(
  { outbox, clock }: PeopleDeps,
  { keyName }: Program,
  { id, change }: { id: string; change: PersonChange },
): Promise<void> {
  const passwordHash = change.signIn ? await nobodysPassword(false) : '';
  await outbox.commit(async (tx) => {
    const user = await lockPerson(tx, id);
    if (change.signIn === false && !user.subject) throw new AppError('invalid-form');
    const links = user.subject && change.signIn === true;
    const subject = user.subject && !links;
    const username = change.name ?? user.username;
    checkName(username, subject);
    const key = keyOf(username, subject);
    if (await isTaken(tx, key, id)) throw new AppError('name-taken');
    const displayName = change.displayName ?? user.displayName;
    await savePerson(tx, id, { username, usernameKey: key, displayName, ...(links && { subject, passwordHash }) });
    await happened(tx, { at: clock(), userId: id, kind: links ? 'person-linked' : 'person-changed' });
  }, keyName);
}

const STANDINGS = { disable, enable } as const;

/** @throws {AppError} `not-found`, `administrator`. */
export async function setStanding(
  { outbox, clock }: PeopleDeps,
  { keyName }: Program,
  { id, act }: { id: string; act: keyof typeof STANDINGS },
): Promise<void> {
  await outbox.commit(async (tx) => {
    const doing: Doing = { user: await lockPerson(tx, id), now: clock() };
    await STANDINGS[act](tx, doing);
  }, keyName);
}

/** Erases a person with all that belongs to them. @throws {AppError} `not-found`, `administrator`. */
export async function removePerson({ outbox, clock }: PeopleDeps, { keyName }: Program, id: string): Promise<void> {
  await outbox.commit(async (tx) => {
    await lockPerson(tx, id);
    await erasePerson(tx, { userId: id, now: clock() });
  }, keyName);
}
