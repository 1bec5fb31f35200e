/** Corrections of the attendance. Each has a reason, and nothing is overwritten. */
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { EventTx } from '../../events/events.store.ts';
import { text } from '../../fields.ts';
import { writeAttendance } from '../../kiosk/attendance.store.ts';
import { record } from '../record.ts';
import { voidRecord } from './attendance.store.ts';
import { localTime, timeOf } from './times.ts';

type Correcting = Pick<Deps, 'outbox' | 'clock'>;
export type Direction = 'in' | 'out';

/** Characters of a reason. */
const REASON = 200;

const reason = text(REASON).refine((value) => value !== '', 'field.required');
export const voidForm = z.object({ reason });

/** What an administrator types to add a record, or to put another in the place of one. */
export function correctionForm(now: Date) {
  const at = z
    .string({ error: 'field.required' })
    .transform((value) => timeOf(value.trim()))
    .refine((time) => time !== undefined, 'field.attendance.time')
    .refine((time) => time === undefined || time <= now, 'field.attendance.future');
  return z.object({
    direction: z.enum(['in', 'out'], { error: 'field.choice' }),
    at: at.transform((time) => time!),
    reason,
  });
}
export type Correction = z.infer<ReturnType<typeof correctionForm>>;

type Doer = { actorId: string; now: Date };

async function write(tx: EventTx, userId: string, { direction, at, reason }: Correction, { actorId, now }: Doer) {
  await writeAttendance(tx, { userId, direction, at, now, correctedBy: actorId, reason });
  const detail = { change: 'added', direction, time: localTime(at), why: reason };
  await record(tx, { actorId, now }, { kind: 'attendance-corrected', userId, detail });
}

export function addRecord({ outbox, clock }: Correcting, userId: string, correction: Correction & { actorId: string }) {
  const { actorId, ...values } = correction;
  return outbox.commit((tx) => write(tx, userId, values, { actorId, now: clock() }));
}

type Voiding = { id: string; userId: string; direction: Direction; at: Date };

/**
 * Takes a record out of the count, and writes another in its place if there is one.
 * @returns false if it does not count already.
 */
export function replaceRecord(
  { outbox, clock }: Correcting,
  { id, userId, direction, at }: Voiding,
  { actorId, reason, right }: { actorId: string; reason: string; right?: Correction },
): Promise<boolean> {
  return outbox.commit(async (tx) => {
    const now = clock();
    if (!(await voidRecord(tx, { id, by: actorId, reason, now }))) return false;
    const detail = { change: 'voided', direction, time: localTime(at), why: reason };
    await record(tx, { actorId, now }, { kind: 'attendance-corrected', userId, detail });
    if (right) await write(tx, userId, right, { actorId, now });
    return true;
  });
}
