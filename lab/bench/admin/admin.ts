/** `facelogin bench admin`: how long a real server takes for the administrator's pages over many records. */
import { insertUser } from '../../../src/accounts/new-account.store.ts';
import { setRole } from '../../../src/admin/people/roles.ts';
import { projectRoot } from '../../../src/cli/place.ts';
import type { Config } from '../../../src/config.ts';
import { hashPassword } from '../../../src/crypto/passwords.ts';
import { migrateDatabase } from '../../../src/db/migrate.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { silentLog } from '../../../src/log.ts';
import { createCookies } from '../cookies.ts';
import { type Figures, figuresOf, rounded, say, timesOf, writeResults } from '../figures.ts';
import { readOptions } from '../options.ts';
import { withServer } from '../server.ts';
import { type Amounts, fillRecords, type Kept, middleOf } from './rows.store.ts';

const NAME = 'bench';
const PASSWORD = 'seven small stones';
/** Milliseconds within which a page should come, on a machine that does nothing else. */
const GOOD_MS = 300;

/** Writes the records, and an administrator who can sign in. */
async function prepare(config: Config, amounts: Amounts): Promise<Kept> {
  const { db, close, kind } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot });
    const now = new Date();
    const user = { username: NAME, usernameKey: NAME, passwordHash: await hashPassword(PASSWORD), displayName: NAME };
    const userId = await insertUser(db, user);
    await setRole(db, { userId, role: 'admin', now });
    await fillRecords(db, amounts, now);
    return await middleOf(db, amounts.attempts);
  } finally {
    await close();
  }
}

/** Signs in as the administrator. @returns a function that asks for a page with the cookies of that session. */
async function signIn(url: string): Promise<(path: string) => Promise<string>> {
  const cookies = createCookies();
  const ask = async (path: string, form?: Record<string, string>): Promise<Response> => {
    const headers = { Origin: url.replace('127.0.0.1', 'localhost'), Cookie: cookies.header() };
    const body = form && { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(url + path, { headers, redirect: 'manual', ...body });
    cookies.take(response);
    return response;
  };
  await ask('/login', { username: NAME, password: PASSWORD });
  await ask('/account/confirm', { password: PASSWORD });
  return async (path) => {
    const response = await ask(path);
    if (response.status !== 200) throw new Error(`${path} was answered ${response.status}.`);
    return response.text();
  };
}

const day = (before: number) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);

function pagesOf({ middle, attempt }: Kept): Record<string, string> {
  return {
    'overview, charts of 30 days': '/admin',
    'overview, charts of 90 days': '/admin?days=90',
    'people, first page': '/admin/people',
    'people, beginning of a name': '/admin/people?name=person99',
    'attempts, first page': '/admin/attempts',
    'attempts, from the middle': `/admin/attempts?after=${middle}`,
    'attempts, not signed in': '/admin/attempts?outcome=refused',
    'attempts, one reason': '/admin/attempts?reason=not-live',
    'attempts, reason in the middle': `/admin/attempts?reason=not-live&after=${middle}`,
    'attempts, one person': '/admin/attempts?person=person7',
    'attempts, way and a week': `/admin/attempts?mode=verification&from=${day(40)}&to=${day(33)}`,
    'attempts, nothing fits': '/admin/attempts?outcome=accepted&reason=not-live',
    'one attempt': `/admin/attempts/${attempt}`,
    'audit trail, first page': '/admin/audit',
    'audit trail, one event': '/admin/audit?kind=face-enrolled',
    'audit trail, one person': '/admin/audit?person=person7',
  };
}

/** `[--attempts 100000] [--people 10000] [--rounds 15] [--json FILE]`. @returns 1 where a page came too late. */
export async function benchAdmin(args: string[]): Promise<number> {
  const values = readOptions(args, { attempts: '100000', people: '10000', rounds: '15' });
  const [attempts, people, rounds] = [Number(values.attempts), Number(values.people), Number(values.rounds)];
  let kept: Kept | undefined;
  const pages: Record<string, Figures> = {};
  const csv = await withServer(
    async (config) => {
      kept = await prepare(config, { people, attempts, events: attempts });
    },
    async ({ url, rssMiB }) => {
      const open = await signIn(url);
      for (const [name, path] of Object.entries(pagesOf(kept!))) {
        pages[name] = figuresOf(await timesOf({ warmUp: 1, rounds }, () => open(path)));
        say(`${name.padEnd(32)} median ${pages[name].p50} ms, p95 ${pages[name].p95} ms`);
      }
      const [before, start] = [rssMiB(), performance.now()];
      const lines = (await open('/admin/attempts.csv')).split('\r\n').length - 2;
      return { lines, seconds: rounded((performance.now() - start) / 1000), before, after: rssMiB() };
    },
  );
  say(`CSV of ${csv.lines} attempts in ${csv.seconds} s; memory ${csv.before} MiB before, ${csv.after} MiB after.`);
  writeResults(values.json, { admin: { attempts, people, pages, csv } });
  const late = Object.entries(pages).filter(([, { p50 }]) => p50 > GOOD_MS);
  for (const [name] of late) say(`Later than ${GOOD_MS} ms: ${name}`);
  return late.length > 0 || csv.lines !== attempts ? 1 : 0;
}
