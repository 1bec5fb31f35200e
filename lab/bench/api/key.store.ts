/** A key for the bench, and somebody whom it may verify. */
import type { Config } from '../../../src/config.ts';
import { hashToken, newToken } from '../../../src/crypto/tokens.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { apiKeys, users } from '../../../src/db/schema.ts';
import { silentLog } from '../../../src/log.ts';
import type { Scope } from '../../../src/principal.ts';

export type Caller = { key: string; person: string };

const SCOPES: Scope[] = ['verify', 'identify', 'people:read'];

/** Call it when people are enrolled. */
export async function addCaller(config: Config): Promise<Caller> {
  const { db, close } = await openDatabase(config, silentLog);
  try {
    const key = `flk_${newToken()}`;
    const row = { name: 'bench', keyHash: hashToken(key), surface: 'api' as const, scopes: SCOPES };
    await db.insert(apiKeys).values({ ...row, perMinute: 1_000_000, createdAt: new Date() });
    const [first] = await db.select({ id: users.id }).from(users).limit(1);
    return { key, person: first!.id };
  } finally {
    await close();
  }
}
