/** One server at a time migrates. */
import { sql } from 'drizzle-orm';
import { rowsOf } from './backup/rows.ts';
import { DatabaseError } from './errors.ts';
import type { Queryable } from './open.ts';

/** Key of the advisory lock: the ASCII bytes "FaceLogi" as a bigint. */
const LOCK_KEY = '5071443942121105257';
/** How long a lock is waited for, the table locks of the migrations too. A `lock_timeout` of the operator goes before. */
const PATIENCE = '60s';
/** SQLSTATE of a lock that did not come in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Waits for the lock. It ends with the transaction, not with the connection: a pooler keeps connections, and would keep
 * the lock of a server that is long gone.
 */
export async function lockMigrations(tx: Queryable): Promise<void> {
  await tx.execute(
    sql`select set_config('lock_timeout', ${PATIENCE}, true) where current_setting('lock_timeout') = '0'`,
  );
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY}::bigint)`);
}

/** Whether an error, or what caused it, says that a lock did not come in time. */
export function isLockTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as { code?: string }).code === LOCK_NOT_AVAILABLE || isLockTimeout(error.cause);
}

type Holder = { pid: number; app: string | null; role: string | null; address: string | null; state: string | null };

/** Who holds the lock of the migrations or, where nobody does, a table of ours. */
async function holderOf(db: Queryable): Promise<Holder | undefined> {
  const [row] = rowsOf<Holder>(
    await db.execute(sql`
      select l.pid, nullif(a.application_name, '') as app, a.usename as role, host(a.client_addr) as address, a.state
      from pg_locks l left join pg_stat_activity a on a.pid = l.pid
      where l.granted and l.pid <> pg_backend_pid()
        and l.database = (select oid from pg_database where datname = current_database())
        and ((l.locktype = 'advisory' and l.objsubid = 1
            and (l.classid::bigint << 32) + l.objid::bigint = ${LOCK_KEY}::bigint)
          or (l.locktype = 'relation'
            and l.relation in (select oid from pg_class where relnamespace = current_schema()::regnamespace)))
      order by l.locktype limit 1`),
  );
  return row;
}

/** Says who holds the lock, in one line for the operator. */
export async function lockTimeout(db: Queryable, cause: unknown): Promise<DatabaseError> {
  const start = 'The migration of the database waited in vain for a lock';
  const holder = await holderOf(db);
  if (!holder) return new DatabaseError(`${start} that is free again by now. Start again.`, { cause });
  const { pid, app, role, address, state } = holder;
  const known = [app, role && `role ${role}`, address && `from ${address}`, state].filter(Boolean).join(', ');
  return new DatabaseError(
    `${start}: process ${pid} of PostgreSQL holds it${known && ` (${known})`}. Wait until it has ended, or end it with SELECT pg_terminate_backend(${pid}); and start again.`,
    { cause },
  );
}
