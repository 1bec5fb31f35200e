/** How each kiosk is, for the administrator. */
import type { Deps } from '../../deps.ts';
import type { Kiosk } from '../../kiosk/kiosks.store.ts';
import { peopleOf } from '../../kiosk/members.store.ts';
import { type Trouble, troubleOf } from '../../kiosk/rule.ts';

/** A tablet tells of itself every 30 s. Three times without a word: it is away. */
const AWAY_MS = 90_000;

export type KioskState = 'waiting' | 'code' | 'on' | 'stopped' | 'away';

export function stateOf(kiosk: Kiosk, now: Date): KioskState {
  const { deviceHash, codeExpiresAt, lastSeenAt, facts } = kiosk;
  if (deviceHash === null) return codeExpiresAt && codeExpiresAt > now ? 'code' : 'waiting';
  if (!lastSeenAt || now.getTime() - lastSeenAt.getTime() > AWAY_MS) return 'away';
  return facts?.camera ? 'on' : 'stopped';
}

export type Looked = { state: KioskState; people: number; trouble?: Trouble };

/** @returns `people`: whom it looks for. `trouble`: why it looks for nobody. */
export async function lookAt(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'liveness' | 'vision'>,
  kiosk: Kiosk,
): Promise<Looked> {
  const people = (await peopleOf(deps.db, kiosk.groupId)).length;
  const trouble = troubleOf(deps, kiosk, people);
  return { state: stateOf(kiosk, deps.clock()), people, ...(trouble && { trouble }) };
}
