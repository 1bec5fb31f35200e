/** Rotates the template key: makes a new one, tells the other servers, and encrypts every template with it. */
import { setTimeout as delay } from 'node:timers/promises';
import { createKeyFile, sealWith } from '../crypto/keyfiles.ts';
import type { TemplateKeys } from '../crypto/templates.ts';
import { templatesByKey } from '../db/keycheck.ts';
import { notifyKeys } from '../db/listen.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { lockFormer, resealTemplate, type TemplateRow } from './templates.store.ts';

/** Rows per transaction. It takes a few milliseconds, so that sign-ins go on meanwhile. */
const BATCH_ROWS = 100;
/** Most rounds over the remaining rows. Rows that a sign-in or an enrollment locked are free in the next round. */
const ROUNDS = 50;
const ROUND_MS = 100;

/** `keyId`: of the key that seals now. `templates`: how many got the new key. `left`: how many no key can read. */
export type Rotation = { keyId: string; created: boolean; templates: number; left: number };

function sealedAnew(keys: TemplateKeys, row: TemplateRow) {
  const { id, userId, recognizer, version } = row;
  const context = { userId, templateId: id, recognizer, version };
  return { id, ...keys.seal(context, keys.open(context, row)) };
}

/** Encrypts one batch of rows behind the id `after`. */
async function rotateBatch(tx: Queryable, keys: TemplateKeys, after: string | undefined) {
  const rows = await lockFormer(tx, { keys, after, limit: BATCH_ROWS });
  let done = 0;
  for (const row of rows) {
    try {
      const { id, ...sealed } = sealedAnew(keys, row);
      await resealTemplate(tx, id, sealed);
      done++;
    } catch (error) {
      // A damaged row stays as it is. It matches nobody, and its owner can enroll again.
      if ((error as Error).name !== 'TemplateKeyError') throw error;
    }
  }
  return { done, last: rows.at(-1)?.id };
}

/** Counts the templates of other keys than the one that seals: all of them, and those that a present key can read. */
async function leftOver(db: Queryable, keys: TemplateKeys): Promise<{ all: number; readable: number }> {
  const others = [...(await templatesByKey(db))].filter(([keyId]) => keyId !== keys.keyId);
  const sum = (rows: [string, number][]) => rows.reduce((total, [, templates]) => total + templates, 0);
  return { all: sum(others), readable: sum(others.filter(([keyId]) => keys.keyIds().includes(keyId))) };
}

/** Encrypts every readable template with the key that seals, batch by batch. @returns how many. */
export async function reencrypt({ db, keys }: Pick<Deps, 'db' | 'keys'>): Promise<number> {
  let total = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let done = 0;
    let last: string | undefined;
    do {
      const batch = await db.transaction((tx) => rotateBatch(tx, keys, last));
      done += batch.done;
      last = batch.last;
    } while (last !== undefined);
    total += done;
    if ((await leftOver(db, keys)).readable === 0) return total;
    await delay(ROUND_MS);
  }
  return total;
}

/** Whether an earlier rotation left readable templates of a former key. Then that rotation is finished first. */
async function isUnfinished({ db, keys }: Pick<Deps, 'db' | 'keys'>): Promise<boolean> {
  return (await leftOver(db, keys)).readable > 0;
}

/**
 * Makes a new key (or takes the key `to`) and encrypts all templates with it, while the server runs. A kill at any
 * point does no harm: a key on the disk can read every row, and the next call goes on. Keys of the settings belong to
 * the operator: with them only the templates change.
 * @throws {ConfigError} if there is no key `to`, or the folder cannot be written.
 */
export async function rotateKeys(
  deps: Pick<Deps, 'db' | 'keys' | 'config' | 'clock'>,
  { to }: { to?: string | undefined } = {},
): Promise<Rotation> {
  const { db, keys, config } = deps;
  const files = config.templateKey === '';
  const created = files && to === undefined && !(await isUnfinished(deps));
  if (created) sealWith(config.keysDir, createKeyFile(config.keysDir).keyId);
  else if (files && to !== undefined) sealWith(config.keysDir, to);
  keys.reload();
  await notifyKeys(db);
  const templates = await reencrypt(deps);
  const { all: left } = await leftOver(db, keys);
  await happened(db, { at: deps.clock(), userId: null, kind: 'keys-rotated', detail: { templates, left } });
  return { keyId: keys.keyId, created, templates, left };
}
