/** The administrator and the enrolled people of the run. The people have no way in: a kiosk finds them all the same. */
import { readFileSync } from 'node:fs';
import { projectRoot } from '../../../src/cli/place.ts';
import type { Config } from '../../../src/config.ts';
import { hashPassword } from '../../../src/crypto/passwords.ts';
import { migrateDatabase } from '../../../src/db/migrate.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { users } from '../../../src/db/schema.ts';
import { silentLog } from '../../../src/log.ts';
import { createCookies } from '../cookies.ts';
import { type Admin, adminAt } from './site.ts';

const ROOT = { username: 'root', password: 'seven small stones' };

/** Adds the administrator to an empty database. */
export async function addAdministrator(config: Config): Promise<void> {
  const { db, close, kind } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot });
    const { username, password } = ROOT;
    const passwordHash = await hashPassword(password);
    await db
      .insert(users)
      .values({ username, usernameKey: username, displayName: username, passwordHash, role: 'admin' });
  } finally {
    await close();
  }
}

/** Signs the administrator in, with the password given again. */
export async function signIn(url: string): Promise<Admin> {
  const cookies = createCookies();
  async function post(path: string, form: Record<string, string>): Promise<void> {
    const headers = { Origin: url, Cookie: cookies.header(), Accept: 'text/html' };
    const init = { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' } as const;
    const response = await fetch(url + path, init);
    await response.text();
    if (response.status !== 303) throw new Error(`${path} was answered ${response.status}`);
    cookies.take(response);
  }
  await post('/login', { ...ROOT, next: '/' });
  await post('/account/confirm', { password: ROOT.password, next: '/account' });
  return adminAt(url, cookies.header());
}

/** Enrolls people by their pictures, and puts them into the group, through the API. */
export async function enroll(
  url: string,
  admin: Admin,
  group: string,
  people: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const scopes = new URLSearchParams([
    ['scopes', 'people:write'],
    ['scopes', 'faces:write'],
  ]);
  const form = { name: 'bench', surface: 'api', days: '30', addresses: '', per_minute: '600' };
  for (const [name, value] of Object.entries(form)) scopes.set(name, value);
  const key = /flk_[\w-]+/.exec((await admin.post('/admin/keys', scopes)).text)![0];
  const headers = { Authorization: `Bearer ${key}` };
  for (const [name, pictures] of people) {
    const body = JSON.stringify({ name, displayName: name, signIn: false });
    const json = { ...headers, 'Content-Type': 'application/json' };
    const made = await fetch(`${url}/api/v1/people`, { method: 'POST', headers: json, body });
    const { id } = (await made.json()) as { id: string };
    const images = new FormData();
    for (const file of pictures) images.append('image', new Blob([new Uint8Array(readFileSync(file))]), 'image.jpg');
    const enrolled = await fetch(`${url}/api/v1/people/${id}/faces`, { method: 'POST', headers, body: images });
    const member = await fetch(`${url}/api/v1/groups/${group}/members/${id}`, { method: 'PUT', headers });
    if (!member.ok) throw new Error(`${name} cannot be put into the group: ${await member.text()}`);
    if (!enrolled.ok) throw new Error(`${name} cannot be enrolled: ${await enrolled.text()}`);
  }
}
