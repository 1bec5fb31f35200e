/** A new template key: made, told to the other servers, and everything stored encrypted with it. */
import { setTimeout as delay } from 'node:timers/promises';
import { createKeyFile, sealWith } from '../crypto/keyfiles.ts';
import type { TemplateKeys } from '../crypto/templates.ts';
import { templatesByKey } from '../db/keycheck.ts';
import { notifyKeys } from '../db/listen.ts';
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { lockFormer, resealTemplate, type TemplateRow } from './templates.store.ts';

/** Rows to a transaction: some milliseconds, so that sign-ins go on meanwhile. */
const BATCH_ROWS = 100;
/** Rounds over what is left: rows that a sign-in or an enrollment had locked are free in the next one. */
const ROUNDS = 50;
const ROUND_MS = 100;

/** `keyId`: of the key that seals now; `templates`: how many were encrypted anew; `left`: how many could not be read. */
export type Rotation = { keyId: string; created: boolean; templates: number; left: number };

function sealedAnew(keys: TemplateKeys, row: TemplateRow) {
  const { id, userId, recognizer, version } = row;
  const context = { userId, templateId: id, recognizer, version };
  return { id, ...keys.seal(context, keys.open(context, row)) };
}

/** One batch behind `after`. */
async function rotateBatch(tx: Queryable, keys: TemplateKeys, after: string | undefined) {
  const rows = await lockFormer(tx, { keys, after, limit: BATCH_ROWS });
  let done = 0;
  for (const row of rows) {
    try {
      const { id, ...sealed } = sealedAnew(keys, row);
      await resealTemplate(tx, id, sealed);
      done++;
    } catch (error) {
      // A damaged row stays as it is: it matches nobody, and its owner can enroll again.
      if ((error as Error).name !== 'TemplateKeyError') throw error;
    }
  }
  return { done, last: rows.at(-1)?.id };
}

/** Templates that are not of the key that seals, in all and of former keys that are there to read. */
async function leftOver(db: Queryable, keys: TemplateKeys): Promise<{ all: number; readable: number }> {
  const others = [...(await templatesByKey(db))].filter(([keyId]) => keyId !== keys.keyId);
  const sum = (rows: [string, number][]) => rows.reduce((total, [, templates]) => total + templates, 0);
  return { all: sum(others), readable: sum(others.filter(([keyId]) => keys.keyIds().includes(keyId))) };
}

/** Encrypts every template that can be read with the key that seals, batch by batch. @returns how many. */
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

/** Whether an earlier rotation left templates of a former key that can be read: then it is finished first. */
async function isUnfinished({ db, keys }: Pick<Deps, 'db' | 'keys'>): Promise<boolean> {
  return (await leftOver(db, keys)).readable > 0;
}

/**
 * Makes a new key (or takes the one of `to`) and encrypts all templates with it, while the server runs. May be killed
 * at any point: every row can be read by a key that is on the disk, and the next call goes on. Keys of the settings
 * are the operator's: with them only the templates change.
 * @throws {ConfigError} where the key of `to` is not there, or the folder cannot be written.
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
