/** Gives the faces of somebody without a way in to an account: what programs enrolled signs in from then on. */
import { erasePerson } from '../../accounts/erasure.store.ts';
import { lockUser, type User } from '../../accounts/standing.store.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import { countPictures } from '../../faces/pictures.store.ts';
import { mostPictures, movePictures, roomFor } from '../../faces/pictures.ts';

type LinkDeps = Pick<Deps, 'outbox' | 'clock' | 'config' | 'keys' | 'liveness'>;
/** Who asks: an administrator, or a program with a key, which changes nothing of an administrator. */
type Author = { actorId: string; keyName?: undefined } | { actorId: null; keyName: string };

/** Locks both in the order of their ids, so that two links at once never wait for each other. */
async function lockBoth(tx: Queryable, from: string, to: string): Promise<{ from: User; to: User }> {
  const found = new Map<string, User | undefined>();
  for (const id of [from, to].sort()) found.set(id, await lockUser(tx, id));
  const [one, other] = [found.get(from), found.get(to)];
  if (!one || !other) throw new AppError('not-found');
  return { from: one, to: other };
}

/**
 * Moves the faces of a person without a way in to an account, and erases that person.
 * @throws {AppError} `not-found`; `invalid-form` where `from` can sign in or `to` cannot; `administrator`;
 *   `too-many-pictures`.
 */
export async function linkFaces(
  deps: LinkDeps,
  { actorId, keyName }: Author,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { recognizer } = deps.config;
  await deps.outbox.commit(async (tx) => {
    const both = await lockBoth(tx, from, to);
    if (!both.from.subject || both.to.subject) throw new AppError('invalid-form');
    if (keyName !== undefined && both.to.role === 'admin') throw new AppError('administrator');
    const more = await countPictures(tx, { recognizer, userId: from });
    if ((await roomFor(tx, deps, to)) < more) {
      throw new AppError('too-many-pictures', { vars: { most: mostPictures(deps) } });
    }
    const now = deps.clock();
    const detail = { pictures: await movePictures(tx, deps, { from, to }) };
    await happened(tx, { at: now, userId: to, kind: 'person-linked', detail, ...(actorId !== null && { actorId }) });
    await erasePerson(tx, { userId: from, now });
  }, keyName);
}
