import { expect, test } from 'bun:test';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { createInvite } from '../accounts/links/invites.store.ts';
import { initialDecision } from '../biometrics/decision.ts';
import { insertAttempt } from '../camera/attempts.store.ts';
import { invites, loginAttempts, throttles } from '../db/schema.ts';
import { NO_BUCKET } from '../limits.ts';
import { claimTry } from '../throttle/throttle.store.ts';
import { tidy } from './housekeeping.ts';

const DAY_MS = 24 * 3_600_000;

test('a round removes expired rows, marks left attempts as abandoned, and touches nothing else', async () => {
  await truncateAll();
  const [db, deps] = [await testDb(), await testDeps()];
  await createInvite(db, deps.clock());
  await claimTry(db, { kind: 'face-device', account: 'old' }, deps.clock());
  const attempt = {
    next: '/',
    state: initialDecision(),
    recognizer: 'lbph',
    throttle: NO_BUCKET,
    mode: 'identification' as const,
    claimedUserId: null,
  };
  await insertAttempt(db, { ...attempt, tokenHash: 'left', now: deps.clock() });
  deps.clock.forward(8 * DAY_MS);
  await createInvite(db, deps.clock());
  await insertAttempt(db, { ...attempt, tokenHash: 'running', now: deps.clock() });
  await tidy(deps);
  expect(await db.select().from(invites)).toHaveLength(1);
  expect(await db.select().from(throttles)).toEqual([]);
  const attempts = await db.select().from(loginAttempts).orderBy(loginAttempts.openedAt);
  expect(attempts).toMatchObject([
    { outcome: 'abandoned', reason: 'no-picture', tokenHash: null },
    { outcome: null, tokenHash: 'running' },
  ]);
});
