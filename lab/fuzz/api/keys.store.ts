/** Keys of every kind, and the first people, in an empty database. */
import { projectRoot } from '../../../src/cli/place.ts';
import type { Config } from '../../../src/config.ts';
import { hashToken } from '../../../src/crypto/tokens.ts';
import { migrateDatabase } from '../../../src/db/migrate.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { apiKeys, users } from '../../../src/db/schema.ts';
import { silentLog } from '../../../src/log.ts';
import { SCOPES, type Scope, type Surface } from '../../../src/principal.ts';

/** `right` has every scope. The others are refused everywhere: unknown, over, of another address or interface. */
export const ASKERS = ['right', 'nobody', 'unknown', 'expired', 'elsewhere', 'compreface', ...SCOPES] as const;
export type Asker = (typeof ASKERS)[number];

/** The key that an asker sends; empty: none. */
export function secretOf(asker: Asker): string {
  return asker === 'nobody' ? '' : `flk_${asker.replace(':', '-')}`;
}

/** The scopes of a key that works. */
export function scopesOf(asker: Asker): readonly Scope[] {
  if (asker === 'right') return SCOPES;
  return SCOPES.filter((scope) => scope === asker);
}

const FAR = new Date('2100-01-01T00:00:00Z');
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

function rowOf(asker: Asker) {
  const surface: Surface = asker === 'compreface' ? 'compreface' : 'api';
  const scopes = scopesOf(asker).length > 0 ? [...scopesOf(asker)] : [...SCOPES];
  return {
    ...{ name: asker, keyHash: hashToken(secretOf(asker)), surface, scopes, perMinute: 10_000_000 },
    addresses: asker === 'elsewhere' ? ['192.0.2.1'] : [],
    ...{ createdAt: LONG_AGO, expiresAt: asker === 'expired' ? LONG_AGO : FAR },
  };
}

/** @returns ids of an administrator, an account and a person without a way in. */
export async function fillKeys(config: Config): Promise<string[]> {
  const { db, close, kind } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot });
    await db.insert(apiKeys).values(ASKERS.filter((one) => one !== 'nobody' && one !== 'unknown').map(rowOf));
    const somebody = (username: string) => ({
      username,
      usernameKey: username,
      passwordHash: '',
      displayName: username,
    });
    const made = await db
      .insert(users)
      .values([
        { ...somebody('root'), role: 'admin' },
        somebody('anna'),
        { ...somebody('visitor'), usernameKey: 'SUBJECT:visitor', subject: true },
      ])
      .returning();
    return made.map(({ id }) => id);
  } finally {
    await close();
  }
}
