/** The answer to the number, and the ways to end a hand-off. */
import type { Queryable } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { claimOrThrow, takeBack } from '../throttle/throttle.store.ts';
import { advance, endHandOff, type HandOff, lockState } from './handoffs.store.ts';
import { STEP_MS } from './phone/open.ts';

type AnswerDeps = Pick<Deps, 'db' | 'clock'>;
/** Milliseconds in which the desktop must fetch a confirmed sign-in. It asks every two seconds. */
const FETCH_MS = 60_000;

/** Ends it and writes that its account's owner, or somebody with that face, did not go along. */
async function refuse(tx: Queryable, { id, userId, purpose }: HandOff, reason: 'number' | 'denied', at: Date) {
  const ended = await endHandOff(tx, id, reason === 'number' ? 'number' : 'phone');
  if (ended && userId) await happened(tx, { at, userId, kind: 'phone-refused', detail: { reason, purpose } });
}

/**
 * Takes the chosen number, once: a wrong one ends the hand-off. At a sign-in and a step-up the phone chooses, after the
 * face was accepted. At an enrollment the desktop chooses, before the phone may record: else whoever photographs the
 * code could enroll their own face in this account.
 * @returns whether it was right; undefined if it was not asked for, or not any more.
 * @throws {AppError} `throttled` if many answers for this account were wrong.
 */
export async function answerNumber(
  { db, clock }: AnswerDeps,
  handOff: HandOff,
  number: number,
): Promise<boolean | undefined> {
  const { id, userId, purpose } = handOff;
  const from = purpose === 'enrollment' ? 'opened' : 'recognised';
  if (handOff.state !== from || userId === null) return undefined;
  const now = clock();
  const bucket = { kind: 'hand-off-account', account: userId } as const;
  // Before the transaction: a refused answer stays counted.
  await claimOrThrow(db, bucket, now);
  return db.transaction(async (tx) => {
    // Of simultaneous answers the first one counts. The others come to nothing.
    if ((await lockState(tx, id)) !== from) return undefined;
    if (number !== handOff.number) {
      await refuse(tx, handOff, 'number', now);
      return false;
    }
    const expiresAt = new Date(now.getTime() + (purpose === 'enrollment' ? STEP_MS : FETCH_MS));
    if (!(await advance(tx, { id, from, now }, { state: 'confirmed', expiresAt }))) return undefined;
    await takeBack(tx, bucket);
    await happened(tx, { at: now, userId, kind: 'phone-confirmed', detail: { purpose } });
    return true;
  });
}

/** The phone's owner did not begin this. */
export async function denyHandOff({ db, clock }: AnswerDeps, handOff: HandOff): Promise<void> {
  await db.transaction((tx) => refuse(tx, handOff, 'denied', clock()));
}

/** The person at the desktop has stopped it. */
export async function stopHandOff({ db }: Pick<Deps, 'db'>, handOff: HandOff): Promise<void> {
  await endHandOff(db, handOff.id, 'desktop');
}
