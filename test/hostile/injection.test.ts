/**
 * SQL, HTML and headers in every field of every form that the site shows, as found in its own pages.
 * On PGlite alone: other tests run its statements on PostgreSQL.
 */
import { beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { users } from '../../src/db/schema.ts';
import { type HostileSite, hostileSite } from '../helpers/site/hostile.ts';
import { confirmAt, PASSWORD, registerAt, type Visitor } from '../helpers/site/site.ts';

/** Texts of four kinds. */
const KINDS = {
  markup: [
    '<img src=x data-x9 onerror=alert(1)>',
    '"><b data-x9>',
    "'><b data-x9>",
    '</textarea></title></script><script data-x9>alert(1)</script>',
  ],
  statements: ["'; drop table users; --", "' or '1'='1", "1); delete from audit_events where ('1'='1", '\\'],
  machinery: [
    'javascript:alert(1)//" data-x9="',
    '$1 %s %(x)s {0} {{7*7}} #{7*7} <%= 7*7 %>',
    '\r\nSet-Cookie: x9=1\r\nX-Injected: yes',
    '../../../../etc/passwd',
  ],
  odd: ['\u0000', '\u202e\u200b\ufeff\ud7ff\ufffd', '-9223372036854775809', 'x'.repeat(20_000)],
};
/** The markup that leaves text, attributes of both kinds, and elements of text, all at once. */
const MARKUP = `'"></textarea></title></script><img data-x9 onerror=alert(1)>`;
const SCRIPT = KINDS.machinery[0]!;

/**
 * Two payloads: one of each of three kinds in one text, with the machinery at its start, where an address has its scheme,
 * and an odd one. With each `turn` the others of their kind have theirs; after four, all had.
 */
function payloadsAt(turn: number): string[] {
  const { machinery, markup, statements, odd } = KINDS;
  const [mixed, alone] = [[machinery, markup, statements], [odd]].map((kinds) =>
    kinds.map((kind) => kind[turn % kind.length]!).join(''),
  );
  return [mixed!, alone!];
}

type Form = { action: string; fields: string[]; page: string };

/** The forms of a page, with the names of what they send. */
function formsOf(html: string, page: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, attributes = '', inner = '']) => {
    const action = /action="([^"]*)"/.exec(attributes)?.[1] ?? page;
    if (!/method="post"/i.test(attributes)) return [];
    const names = [...inner.matchAll(/<(?:input|textarea|select|button)\b[^>]*\bname="([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    const path = action.replaceAll('&amp;', '&').replace(/^http:\/\/localhost:3000(?=\/)/, '');
    return [{ action: path, fields: [...new Set(names)], page }];
  });
}

let site: HostileSite;
let forms: Form[] = [];
let people = 0;
const pages = () => site.routes.filter(({ method, path }) => method === 'GET' && !path.startsWith('/static'));

async function administrator(): Promise<Visitor> {
  const visitor = site.visitor();
  await registerAt(visitor, `person.${people++}`);
  await site.deps.db.update(users).set({ role: 'admin' });
  await confirmAt(visitor);
  return visitor;
}

beforeAll(async () => {
  site = await hostileSite();
  const found = new Map<string, Form>();
  for (const visitor of [site.visitor(), await administrator()]) {
    for (const { path } of [...pages(), { path: '/login?with=password' }]) {
      const html = await (await visitor.get(path)).text();
      for (const form of formsOf(html, path)) found.set(`${form.action} ${form.fields.join()}`, form);
    }
  }
  forms = [...found.values()];
});

test('the forms were found, and their fields', () => {
  const actions = forms.map(({ action }) => action);
  for (const action of ['/login', '/register', '/lang', '/account/edit', '/account/password', '/enroll/password']) {
    expect(actions).toContain(action);
  }
  expect(forms.find(({ action }) => action === '/account/edit')!.fields.length).toBeGreaterThan(12);
});

/** What is wrong with an answer, if anything. */
async function faults(response: Response, payload: string, where: string): Promise<string[]> {
  const html = await response.text();
  const wrong: string[] = [];
  if (response.status >= 500) wrong.push(`${response.status}`);
  // A file to save is no page: a spreadsheet shows its text as it is.
  if (response.headers.get('Content-Disposition')?.startsWith('attachment')) return wrong;
  // Whole attribute values aside, in which anything may stand: what broke out of one is still there.
  if (/<[^<>]*data-x9/.test(html.replace(/="[^"<>]*"/g, '=""'))) wrong.push('markup of the payload in the page');
  if (/href="\s*javascript:/i.test(html)) wrong.push('a script as an address');
  if (response.headers.has('X-Injected')) wrong.push('a header of the payload');
  if (response.headers.getSetCookie().some((line) => line.startsWith('x9'))) wrong.push('a cookie of the payload');
  if (/syntax error at|PostgresError|DrizzleQueryError|\bat .*\.tsx?:\d+/.test(html))
    wrong.push('words of the machinery');
  return wrong.map((what) => `${where} ${JSON.stringify(payload.slice(0, 40))}: ${what}`);
}

const NEUTRAL: Record<string, string> = {
  password: PASSWORD,
  consent: 'yes',
  locale: 'en',
  next: '/',
  username: 'somebody',
};

test('no field of any form takes SQL, markup or headers for its own', async () => {
  const wrong: string[] = [];
  let turn = 0;
  for (const { action, fields } of forms) {
    let visitor = await administrator();
    for (const field of fields) {
      for (const [at, payload] of payloadsAt(turn++).entries()) {
        const form = Object.fromEntries(fields.map((name) => [name, name === field ? payload : (NEUTRAL[name] ?? '')]));
        const address = { 'X-Forwarded-For': `198.51.${people % 250}.${at}` };
        const response = await visitor.post(action, form, address);
        wrong.push(...(await faults(response, payload, `${action} ${field}`)));
        if (!visitor.cookies.has('session')) visitor = await administrator();
      }
    }
  }
  expect(wrong).toEqual([]);
  // The table is still there, and so is who was in it before all this.
  expect(await site.deps.db.select().from(users).where(eq(users.username, 'root'))).toHaveLength(1);
}, 600_000);

const STORED = ['display_name', 'real_name', 'city', 'synopsis', 'description'] as const;

test('what was stored is shown as text on every page', async () => {
  const visitor = await administrator();
  const wrong: string[] = [];
  for (const payload of [...KINDS.markup, MARKUP, SCRIPT]) {
    const form = Object.fromEntries(STORED.map((name) => [name, payload]));
    expect((await visitor.post('/account/edit', { ...form, gender: '' })).status).toBe(303);
    expect(await (await visitor.get('/account')).text()).toContain(
      payload
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    );
    const shown =
      payload === MARKUP || payload === SCRIPT ? pages() : [{ path: '/account' }, { path: '/account/edit' }];
    for (const { path } of shown) wrong.push(...(await faults(await visitor.get(path), payload, path)));
  }
  expect(wrong).toEqual([]);
});

/** Names of queries that some page reads. */
const NAMES = [
  ...['next', 'with', 'invite', 'done', 'q', 'page', 'after', 'before', 'sort', 'from', 'to', 'user', 'outcome'],
  ...['token', 'kind'],
];
const HEADERS = ['User-Agent', 'Accept-Language', 'Referer', 'HX-Current-URL', 'Accept'];

test('no query and no header of any page takes them either', async () => {
  const wrong: string[] = [];
  const visitor = await administrator();
  for (const [turn, { path }] of pages().entries()) {
    const payloads = payloadsAt(turn).filter((payload) => payload.length < 1_000);
    for (const at of payloads.keys()) {
      // Each name and each header holds another payload, and each of these payloads in one of the requests.
      const payloadOf = (index: number) => payloads[(index + at) % payloads.length]!;
      const query = new URLSearchParams(Object.fromEntries(NAMES.map((name, index) => [name, payloadOf(index)])));
      // What a header may hold at all.
      const text = (payload: string) => [...payload].filter((char) => char >= ' ' && char <= '~').join('');
      const headers = Object.fromEntries(HEADERS.map((name, index) => [name, text(payloadOf(index))]));
      wrong.push(...(await faults(await visitor.get(`${path}?${query}`, headers), `${query}`, path)));
    }
  }
  expect(wrong).toEqual([]);
}, 600_000);
