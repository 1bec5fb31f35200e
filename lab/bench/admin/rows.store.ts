/** Made-up people, attempts and events, spread over 90 days. The database makes them itself. */
import { desc, sql } from 'drizzle-orm';
import type { Queryable } from '../../../src/db/open.ts';
import { loginAttempts } from '../../../src/db/schema.ts';

export type Amounts = { people: number; attempts: number; events: number };

/**
 * Fills the tables. Two attempts of three sign in; most of the others are a stranger's. The scores have two hills, as
 * those of a real gallery.
 */
export async function fillRecords(db: Queryable, { people, attempts, events }: Amounts, now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await db.execute(sql`
    insert into users (username, username_key, password_hash, display_name, created_at)
    select 'person' || n, 'person' || n, '', 'Person ' || n, ${at} - n * interval '1 minute'
    from generate_series(1, ${people}::int) n`);
  await db.execute(sql`create temporary table bench_people as
    select id, row_number() over (order by id) - 1 as n from users where username like 'person%'`);
  const bell = sql.raw('(random() + random() + random() + random() - 2)');
  await db.execute(sql`
    insert into login_attempts (opened_at, expires_at, ended_at, state, next, recognizer, throttle, frames,
      outcome, reason, best_score, liveness, mode, user_id)
    select began, began + interval '30 s', began + interval '4 s',
      '{"usable":4,"replays":0,"problems":{},"decisions":[]}', '/', 'embedding', '{"kind":"face-address"}', 4 + k % 30,
      case when good then 'accepted' else 'expired' end,
      case when not good then (array['unknown-face','unknown-face','unknown-face','no-usable-frame','no-picture',
        'challenge-unfinished','challenge-failed','not-live','not-clear'])[1 + k / 3 % 9] end,
      case when good then 0.74 + 0.12 * ${bell} when k / 3 % 9 not in (3, 4) then 0.24 + 0.18 * ${bell} end,
      jsonb_build_object('passive', case when good then 0.9 else random() end),
      case when k % 4 = 0 then 'verification' else 'identification' end,
      case when good then p.id end
    from (select k, k % 3 > 0 as good, ${at} - random() * random() * interval '90 days' as began
      from generate_series(1, ${attempts}::int) k) made
    left join bench_people p on p.n = made.k % ${people}::int`);
  await db.execute(sql`
    insert into audit_events (at, user_id, kind, detail)
    select ${at} - random() * interval '90 days', p.id,
      (array['signed-in','signed-in','signed-in','signed-out','face-enrolled','registered'])[1 + k % 6],
      '{"method":"face"}'
    from generate_series(1, ${events}::int) k join bench_people p on p.n = k % ${people}::int`);
  await db.execute(sql`drop table bench_people`);
  await db.execute(sql`analyze`);
}

/** What the bench asks for by name: an attempt in the middle of the list, and the cursor behind it. */
export type Kept = { middle: string; attempt: string };

export async function middleOf(db: Queryable, attempts: number): Promise<Kept> {
  const { id, openedAt } = loginAttempts;
  const newest = db.select({ id, openedAt }).from(loginAttempts).orderBy(desc(openedAt), desc(id));
  const [row] = await newest.offset(Math.floor(attempts / 2)).limit(1);
  return { attempt: row!.id, middle: `${row!.openedAt.getTime() * 1000}_${row!.id}` };
}
