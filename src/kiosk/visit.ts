/** What a visit does: the attendance record and the event. Call it in the transaction that greets, once a visit. */
import { VISIT_MS } from '../biometrics/kiosk/watch.ts';
import type { EventTx } from '../events/events.store.ts';
import { happened } from '../events/events.store.ts';
import { markFaceUsed } from '../faces/face-data.store.ts';
import { type Direction, lastAttendance, writeAttendance } from './attendance.store.ts';
import type { Kiosk } from './kiosks.store.ts';

/**
 * Who came within this time and is seen again goes. It spans a night's work; without it somebody who forgot to check out
 * would check out with the next morning's visit.
 */
const SHIFT_MS = 16 * 3_600_000;

type Came = { kiosk: Kiosk; userId: string; now: Date };

/**
 * Writes that a person came or went.
 * @returns the way; undefined where the kiosk writes nothing, or where a kiosk beside it has just written the same.
 */
async function recordVisit(tx: EventTx, { kiosk, userId, now }: Came): Promise<Direction | undefined> {
  const { attendance } = kiosk;
  if (attendance === 'none') return undefined;
  const last = await lastAttendance(tx, userId, new Date(now.getTime() - SHIFT_MS));
  const direction = attendance === 'turns' ? (last?.direction === 'in' ? 'out' : 'in') : attendance;
  const recent = last !== undefined && now.getTime() - last.at.getTime() < VISIT_MS;
  if (recent && (attendance === 'turns' || last.direction === direction)) return undefined;
  await writeAttendance(tx, { userId, direction, at: now, now, kioskId: kiosk.id, place: kiosk.name });
  return direction;
}

export async function visit(tx: EventTx, came: Came): Promise<Direction | undefined> {
  const { kiosk, userId, now } = came;
  const direction = await recordVisit(tx, came);
  await markFaceUsed(tx, userId, now);
  if (kiosk.tells) {
    const detail = { kiosk: kiosk.name, ...(direction && { direction }) };
    await happened(tx, { at: now, userId, kind: 'kiosk-seen', detail });
  }
  return direction;
}
