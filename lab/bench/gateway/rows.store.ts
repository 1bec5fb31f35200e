/** People who are signed in at one application behind the gateway. */
import { hashToken, newToken } from '../../../src/crypto/tokens.ts';
import type { Queryable } from '../../../src/db/open.ts';
import {
  applicationOrigins,
  applicationSessions,
  applications,
  groupMembers,
  groups,
  sessionProofs,
  sessions,
  users,
} from '../../../src/db/schema.ts';

const HOUR_MS = 3_600_000;

/** Writes an application with some rules, and people with two groups each. @returns the cookies of the people. */
export async function fillVisits(db: Queryable, origin: string, people: number): Promise<string[]> {
  const now = new Date();
  const policy = { ways: ['password' as const, 'face' as const] };
  const rules = ['/admin', '/settings', '/api/keys'].map((path) => ({
    ...{ match: 'prefix' as const, path, open: false as const, policy },
  }));
  const application = { slug: 'bench', name: 'Bench', forwardAuth: true, policy, rules };
  const [{ id: applicationId } = { id: '' }] = await db.insert(applications).values(application).returning();
  await db.insert(applicationOrigins).values({ applicationId, origin });
  const made = await db
    .insert(groups)
    .values([{ name: 'cooks' }, { name: 'readers' }])
    .returning();
  const tokens = Array.from({ length: people }, newToken);
  for (const [i, token] of tokens.entries()) {
    const name = `person${i}`;
    const account = { username: name, usernameKey: name, passwordHash: '', displayName: name };
    const [{ id: userId } = { id: '' }] = await db.insert(users).values(account).returning();
    await db.insert(groupMembers).values(made.map(({ id }) => ({ groupId: id, userId })));
    const sessionHash = hashToken(newToken());
    const expiresAt = new Date(now.getTime() + HOUR_MS);
    await db.insert(sessions).values({ idHash: sessionHash, userId, expiresAt, method: 'password' });
    await db.insert(sessionProofs).values({ sessionHash, kind: 'password', at: now });
    const visit = { tokenHash: hashToken(token), applicationId, sessionHash, origin, createdAt: now };
    await db.insert(applicationSessions).values(visit);
  }
  return tokens;
}
