/** The page of the import, without a script and row by row, and the export. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../../test/helpers/site/admin.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite, registerAt, type Visitor } from '../../../test/helpers/site/site.ts';
import { groupsOf } from '../../applications/groups.store.ts';
import { auditEvents, importedPeople, profiles, users } from '../../db/schema.ts';
import { exportPeople } from '../export/export.ts';
import { readPeopleFile } from '../file/read.ts';
import { importWhole } from './whole.ts';

const PATH = '/admin/people/import';
const FILE = `name;displayName;email;groups;signIn;photos;consent
anna;Anna Huber;anna@example.org;"staff;cellar";yes;anna.jpg;B. Maier, 2026-03-01
bertha;Bertha;;staff;;;
courier, back door;;;;no;;
no spaces;;;;;;
ANNA;;;;;;
`;

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let admin: Visitor;
let adminId: string;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  admin = site.visitor();
  adminId = await adminAt(admin);
});

function formWith(text: string | Uint8Array<ArrayBuffer>, act = 'import'): FormData {
  const form = new FormData();
  form.append('form_owner', adminId);
  form.append('file', new File([text], 'people.csv', { type: 'text/csv' }));
  form.append('act', act);
  return form;
}

const send = async (text: string | Uint8Array<ArrayBuffer>, act?: string, by = admin) => {
  const response = await by.post(PATH, formWith(text, act));
  return { status: response.status, text: await response.text() };
};
const everybody = async () => (await deps.db.select().from(users)).map(({ username }) => username).sort();
const events = async () =>
  (await deps.db.select().from(auditEvents).where(eq(auditEvents.actorId, adminId))).map(({ kind, detail }) => ({
    kind,
    detail,
  }));

describe('without a script', () => {
  test('a file becomes accounts with groups, and the report says why a row did not', async () => {
    const { status, text } = await send(FILE);
    expect(status).toBe(200);
    expect(await everybody()).toEqual(['anna', 'bertha', 'courier, back door', 'root']);
    const anna = await userNamed('anna');
    expect(anna).toMatchObject({ displayName: 'Anna Huber', subject: false, role: 'user' });
    expect((await groupsOf(deps.db, anna.id)).map(({ name }) => name)).toEqual(['cellar', 'staff']);
    expect(await deps.db.select().from(profiles).where(eq(profiles.userId, anna.id))).toMatchObject([
      { email: 'anna@example.org' },
    ]);
    expect(await userNamed('courier, back door')).toMatchObject({ subject: true, passwordHash: '' });
    expect(text).toContain('Added: 3. Photos added to people of an earlier run: 0. Done before: 0. Refused: 2.');
    expect(text).toContain('Left for a later run: 1.');
    expect(text).toContain('name: Use letters, digits, dots, hyphens and underscores only.');
    expect(text).toContain('name: Line 2 has the same name.');
  });

  test('everybody who was written is in the audit trail with who did it', async () => {
    await send(FILE);
    const kinds = (await events()).map(({ kind, detail }) => [kind, detail.group ?? detail.signIn]);
    expect(kinds.filter(([kind]) => kind === 'person-added')).toEqual([
      ['person-added', true],
      ['person-added', true],
      ['person-added', false],
    ]);
    expect(kinds.filter(([kind]) => kind === 'group-changed')).toHaveLength(5);
  });

  test('a check writes nothing, and says the same', async () => {
    const { text } = await send(FILE, 'check');
    expect(text).toContain('nothing was written');
    expect(text).toContain('Added: 3.');
    expect(text).toContain('Refused: 2.');
    expect(await everybody()).toEqual(['root']);
    expect(await deps.db.select().from(importedPeople)).toEqual([]);
  });

  test('a second run skips what is done, and leaves people of others alone', async () => {
    await registerAt(site.visitor(), 'bertha');
    const first = await send(FILE);
    expect(first.text).toContain('Added: 2.');
    expect(first.text).toContain('name: Somebody has this name already.');
    const before = await events();
    const second = await send(FILE);
    expect(second.text).toContain('Added: 0.');
    expect(second.text).toContain('Done before: 2.');
    expect(await events()).toEqual(before);
    const changed = await send(FILE.replace('Anna Huber', 'Anna Meier'));
    expect(changed.text).toContain('a row that said something else');
    expect(await userNamed('anna')).toMatchObject({ displayName: 'Anna Huber' });
  });

  test('rows that one request has no time for are reached by the next run', async () => {
    const { rows } = readPeopleFile(new TextEncoder().encode('name\nanna\nbertha\n'));
    expect(await importWhole(deps, { actorId: adminId }, { rows, dryRun: false, budgetMs: -1 })).toEqual([]);
    const done = await importWhole(deps, { actorId: adminId }, { rows, dryRun: false });
    expect(done.map(({ state }) => state)).toEqual(['added', 'added']);
  });

  test('the report can be downloaded, and holds no formula', async () => {
    const { text } = await send('name,displayName\n=cmd|calc,x\n');
    const [, base64 = ''] = /href="data:text\/csv;base64,([^"]+)"/.exec(text) ?? [];
    const report = Buffer.from(base64, 'base64').toString('utf8');
    expect(report).toStartWith('\ufeffLine,User name,Result,Photos,Why\r\n');
    expect(report).toContain(`2,"'=cmd|calc",refused`);
  });

  test('a file that cannot be read, or none, is told at its field', async () => {
    const wrong = async (file: string | Uint8Array<ArrayBuffer>) => send(file);
    const utf16 = await wrong(new Uint8Array(Buffer.from('\ufeffname\nanna\n', 'utf16le')));
    expect(utf16.status).toBe(422);
    expect(utf16.text).toContain('The file is UTF-16.');
    expect(utf16.text).toContain('href="#file"');
    expect((await wrong('a,b\n1,2\n')).text).toContain('The first line has to name the columns');
    const none = await admin.post(PATH, { act: 'import' });
    expect(none.status).toBe(422);
    expect(await none.text()).toContain('Fill this in.');
  });
});

describe('row by row', () => {
  const rowForm = (cells: object, more: Record<string, string> = {}) => {
    const form = new FormData();
    const empty = { displayName: '', email: '', groups: '', photos: '', signIn: '', consent: '' };
    form.append('row', JSON.stringify({ line: 2, cells: { ...empty, ...cells } }));
    for (const [name, value] of Object.entries(more)) form.append(name, value);
    return form;
  };
  // biome-ignore lint/suspicious/noExplicitAny: answers are read freely.
  const post = async (path: string, form: FormData): Promise<{ status: number; body: any }> => {
    const response = await admin.post(`${PATH}/${path}`, form, { Accept: 'application/json', 'Form-Owner': adminId });
    return { status: response.status, body: await response.json() };
  };

  test('the script gets the rows to send, and the refused ones with their reasons', async () => {
    const { body } = await post('rows', formWith(FILE));
    expect(body.items).toHaveLength(5);
    expect(body.items[0]).toMatchObject({ row: { line: 2, cells: { name: 'anna' } }, photos: ['anna.jpg'] });
    expect(body.items[3].result).toMatchObject({ line: 5, refused: true, counts: { refused: 1 } });
    expect(body.items[4].result.html).toContain('Line 2 has the same name.');
    expect(await everybody()).toEqual(['root']);
    const wrong = await post('rows', formWith('x'));
    expect(wrong).toMatchObject({ status: 422, body: { error: {} } });
    expect(wrong.body.error.message).toContain('The first line has to name the columns');
  });

  test('a row is imported, then skipped; a photo that was not chosen is told', async () => {
    const added = await post('row', rowForm({ name: 'anna' }));
    expect(added.body).toMatchObject({ refused: false, counts: { added: 1 } });
    expect((await post('row', rowForm({ name: 'anna' }))).body).toMatchObject({ counts: { added: 0, same: 1 } });
    const photos = { name: 'bertha', photos: 'b.jpg', consent: 'A 2026-03-01' };
    const absent = await post('row', rowForm(photos, { absent: 'b.jpg' }));
    expect(absent.body).toMatchObject({ refused: true, counts: { refused: 1, photosRefused: 1 } });
    expect(absent.body.html).toContain('b.jpg: This file is not among the photos.');
    const checked = await post('row', rowForm({ name: 'carla' }, { act: 'check' }));
    expect(checked.body).toMatchObject({ counts: { added: 1 } });
    expect(await everybody()).toEqual(['anna', 'root']);
  });

  test('what no script of ours sends is refused', async () => {
    for (const form of [new FormData(), rowForm({ more: 'x' }), rowForm({ name: 7 })])
      expect((await post('row', form)).status).toBe(400);
    const many = rowForm({ name: 'anna' });
    for (let n = 0; n < 9; n++) many.append('photo', new File(['x'], `${n}.jpg`));
    expect((await post('row', many)).status).toBe(422);
  });
});

describe('the export', () => {
  test('as CSV is read by an import elsewhere, and formulas are guarded', async () => {
    await send(FILE.replace('Anna Huber', '=Anna'));
    const response = await admin.get('/admin/people/export.csv');
    expect(response.headers.get('Content-Disposition')).toContain('facelogin-people-2026-03-02.csv');
    const text = await response.text();
    expect(text).toContain(`anna,"'=Anna",cellar;staff,yes,`);
    await truncateAll();
    adminId = await adminAt(admin);
    const again = await send(text.replace(/root,.*\r\n/, ''));
    expect(again.text).toContain('Added: 3.');
    expect(again.text).not.toContain('Columns that were not read');
    expect(await userNamed('anna')).toMatchObject({ displayName: '=Anna' });
    expect(await userNamed('courier, back door')).toMatchObject({ subject: true });
  });

  test('as JSON has everybody, and nothing of the profile', async () => {
    await send(FILE);
    const response = await admin.get('/admin/people/export.json');
    expect(response.headers.get('Content-Type')).toContain('application/json');
    const text = await response.text();
    const { people } = JSON.parse(text);
    expect(people.map(({ name }: { name: string }) => name)).toEqual(['courier, back door', 'anna', 'bertha', 'root']);
    expect(people[1]).toMatchObject({ groups: ['cellar', 'staff'], signIn: true, pictures: 0, consent: null });
    expect(text).not.toContain('anna@example.org');
    const exported = eq(auditEvents.kind, 'exported');
    expect(await deps.db.select().from(auditEvents).where(exported)).toMatchObject([
      { userId: adminId, detail: { what: 'people' } },
    ]);
  });

  test('of more people than one read takes has each of them once', async () => {
    const many = Array.from({ length: 1100 }, (_, n) => `user${String(n).padStart(4, '0')}`);
    const rows = many.map((username) => ({ username, usernameKey: username, passwordHash: '', displayName: username }));
    await deps.db.insert(users).values(rows);
    for (const format of ['csv', 'json'] as const) {
      let text = '';
      for await (const piece of exportPeople(deps, format)) text += piece;
      const names =
        format === 'json'
          ? JSON.parse(text).people.map(({ name }: { name: string }) => name)
          : readPeopleFile(new TextEncoder().encode(text)).rows.map(({ cells }) => cells.name);
      expect(names).toEqual(['root', ...many]);
    }
  });
});

test('nobody but an administrator who gave the password imports or exports', async () => {
  const user = site.visitor();
  await registerAt(user, 'bertha');
  for (const path of [PATH, '/admin/people/export.csv', `${PATH}/example.csv`]) {
    expect((await user.get(path)).status).toBe(404);
    expect((await site.visitor().get(path)).status).toBe(303);
  }
  for (const path of [PATH, `${PATH}/rows`, `${PATH}/row`]) {
    expect((await user.post(path, {})).status).toBeGreaterThanOrEqual(400);
    expect((await site.visitor().post(path, {})).status).toBeGreaterThanOrEqual(400);
  }
  deps.clock.forward(6 * 60_000);
  expect((await admin.post(PATH, formWith(FILE))).status).toBe(403);
  expect(await everybody()).toEqual(['bertha', 'root']);
});
