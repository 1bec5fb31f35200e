/** The administrator's pages of webhooks. */
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { asc } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { adminAt } from '../../test/helpers/site/admin.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { startReceiver } from '../../test/helpers/site/receiver.ts';
import { openSite, type Visitor } from '../../test/helpers/site/site.ts';
import { auditEvents, webhookDeliveries, webhookSecrets, webhooks } from '../db/schema.ts';
import { WEBHOOK_TYPES } from '../events/webhook-types.ts';
import { createSender } from './sender.ts';
import { MOST_WEBHOOKS } from './webhooks.store.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let admin: Visitor;
let adminId: string;
let receiver: ReturnType<typeof startReceiver>;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps({ config: testConfig({ FACELOGIN_WEBHOOK_PRIVATE: 'allow' }) });
  admin = openSite(deps).visitor();
  adminId = await adminAt(admin);
  receiver = startReceiver({ answer: () => new Response('<b>thanks</b>', { status: 202 }) });
});
afterEach(() => receiver.stop());

function form({ events = [...WEBHOOK_TYPES] as string[], name = 'Front door', url = receiver.url } = {}): FormData {
  const data = new FormData();
  data.append('name', name);
  data.append('url', url);
  for (const event of events) data.append('events', event);
  return data;
}

/** Adds one. @returns its path and its secret. */
async function add(more: Parameters<typeof form>[0] = {}) {
  const page = await (await admin.post('/admin/webhooks', form(more))).text();
  const [row] = await deps.db.select().from(webhooks).orderBy(asc(webhooks.createdAt));
  return { path: `/admin/webhooks/${row!.id}`, secret: secretIn(page)! };
}

const secretIn = (page: string) => /id="secret"[^>]*value="([^"]+)"/.exec(page)?.[1];
const textOf = async (path: string) => (await admin.get(path)).text();
const doneBy = async (path: string) => (await admin.post(path)).headers.get('Location');
const row = async () => (await deps.db.select().from(webhookDeliveries))[0]!;

test('a webhook is added, its secret is shown once, and it is removed', async () => {
  const { path, secret } = await add({ events: ['person.created'] });
  expect(secret).toStartWith('whsec_');
  for (const page of [path, '/admin/webhooks', `${path}/edit`]) {
    const text = await textOf(page);
    expect(text).toContain(receiver.url);
    expect(text).not.toContain('whsec_');
  }
  expect(await textOf(path)).toContain('by root');
  expect(await textOf('/admin/webhooks')).toContain('<code class="tag">person.created</code>');
  expect(await textOf(`${path}/remove`)).toContain('Remove Front door?');
  expect(await doneBy(`${path}/remove`)).toBe('/admin/webhooks?done=removed');
  expect((await admin.get(path)).status).toBe(404);
  for (const table of [webhooks, webhookSecrets]) expect(await deps.db.select().from(table)).toEqual([]);
});

test('a test event is sent by a button; its answer and time are on the page; another button sends it again', async () => {
  const { path } = await add();
  expect(await doneBy(`${path}/test`)).toBe(`${path}?done=tested`);
  expect(await textOf(`${path}?done=tested`)).toContain('hx-trigger="every 2s"');
  await createSender(deps).look();
  const page = await textOf(path);
  expect(page).not.toContain('hx-trigger="every 2s"');
  const { id, lastMs } = await row();
  for (const text of ['webhook.test', 'Delivered', '>202<', `${lastMs} ms`]) expect(page).toContain(text);
  const detail = await textOf(`${path}/deliveries/${id}`);
  expect(detail).toContain('{&quot;type&quot;:&quot;webhook.test&quot;');
  expect(detail).toContain('&lt;b&gt;thanks&lt;/b&gt;');
  expect(await textOf('/admin/webhooks')).toContain('202');
  expect(await doneBy(`${path}/deliveries/${id}/again`)).toBe(`${path}?done=again`);
  await createSender(deps).look();
  expect(receiver.got.map((got) => got.id)).toEqual([id, id]);
});

test('the list of deliveries can be narrowed to a state, and has pages', async () => {
  const { path } = await add();
  const { id: webhookId } = (await deps.db.select().from(webhooks))[0]!;
  const at = (minute: number) => new Date(deps.clock().getTime() + minute * 60_000);
  const rows = Array.from({ length: 51 }, (_, minute) => ({
    ...{ webhookId, type: 'kiosk.seen', at: at(minute), data: {}, giveUpAt: at(2000) },
    delivered: minute > 0,
  }));
  await deps.db.insert(webhookDeliveries).values(rows);
  const page = await textOf(path);
  expect(page.match(/<tr>/g)).toHaveLength(51);
  const next = /href="([^"]*after=[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
  expect((await textOf(next)).match(/<tr>/g)).toHaveLength(2);
  expect((await textOf(`${path}?state=failed`)).match(/<tr>/g)).toHaveLength(2);
  expect(await textOf(`${path}?state=waiting`)).toContain('No deliveries here.');
});

test('a webhook is changed, switched off and on, and its secret rotated; each act is in the audit trail', async () => {
  const { path, secret } = await add();
  const changed = await admin.post(path, form({ name: 'Back door', events: ['kiosk.seen', 'face.enrolled'] }));
  expect(changed.headers.get('Location')).toBe(`${path}?done=changed`);
  expect(await doneBy(`${path}/disable`)).toBe(`${path}?done=disabled`);
  expect(await textOf(path)).toContain('Switch on');
  expect(await doneBy(`${path}/enable`)).toBe(`${path}?done=enabled`);
  const rotated = await (await admin.post(`${path}/secret`)).text();
  expect(secretIn(rotated)).toStartWith('whsec_');
  expect(secretIn(rotated)).not.toBe(secret);
  expect(await textOf(path)).toContain('The former one also signs until');
  expect(await doneBy(`${path}/secret/end`)).toBe(`${path}?done=ended`);
  expect(await textOf(path)).not.toContain('The former one also signs until');
  await doneBy(`${path}/remove`);
  const events = (await deps.db.select().from(auditEvents)).filter(({ kind }) => kind.startsWith('webhook'));
  expect(events.every(({ actorId }) => actorId === adminId)).toBe(true);
  expect(events.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['webhook-added', { name: 'Front door', events: WEBHOOK_TYPES.join(' ') }],
    ['webhook-changed', { name: 'Back door', events: 'kiosk.seen face.enrolled' }],
    ['webhook-changed', { name: 'Back door', enabled: false }],
    ['webhook-changed', { name: 'Back door', enabled: true }],
    ['webhook-secret', { name: 'Back door' }],
    ['webhook-secret', { name: 'Back door', change: 'former-ended' }],
    ['webhook-removed', { name: 'Back door' }],
  ]);
  const trail = await textOf('/admin/audit');
  for (const words of ['Webhook added', 'Webhook changed', 'Webhook removed', 'former secret ended'])
    expect(trail).toContain(words);
});

test('a wrong form says what is wrong and keeps what was typed', async () => {
  const { path } = await add();
  for (const to of ['/admin/webhooks', path]) {
    const answer = await admin.post(to, form({ name: '', url: 'ftp://example.org/x', events: ['person.created'] }));
    expect(answer.status).toBe(422);
    const page = await answer.text();
    for (const text of ['Fill this in.', 'Write an address such as', 'value="ftp://example.org/x"']) {
      expect(page).toContain(text);
    }
    expect(page.match(/ checked=""/g)).toHaveLength(1);
  }
  expect((await admin.post('/admin/webhooks', form({ events: ['made.up'] }))).status).toBe(422);
  const none = await admin.post('/admin/webhooks', form({ events: [] }));
  expect(await none.text()).toContain('Choose at least one.');
  expect(await deps.db.select().from(webhooks)).toHaveLength(1);
});

test('by default private networks and plain http are refused, and the form says how to allow them', async () => {
  const strict = await testDeps({ clock: deps.clock });
  admin = openSite(strict).visitor();
  await adminAt(admin, 'other');
  expect(await textOf('/admin/webhooks/new')).toContain('FACELOGIN_WEBHOOK_PRIVATE=allow');
  const refused: [string, string][] = [
    ['http://example.org/', 'Write an address that begins with https://.'],
    ['https://169.254.169.254/', 'This address lies in a private network.'],
  ];
  for (const [url, words] of refused) {
    const answer = await admin.post('/admin/webhooks', form({ url }));
    expect([answer.status, (await answer.text()).includes(words)]).toEqual([422, true]);
  }
  expect(await deps.db.select().from(webhooks)).toEqual([]);
});

test('there are twenty at most', async () => {
  const made = { url: receiver.url, events: [], createdAt: deps.clock(), createdBy: adminId };
  const rows = Array.from({ length: MOST_WEBHOOKS }, (_, number) => ({ ...made, name: `${number}` }));
  await deps.db.insert(webhooks).values(rows);
  const answer = await admin.post('/admin/webhooks', form());
  expect([answer.status, (await answer.text()).includes('There are 20 webhooks already.')]).toEqual([422, true]);
});

test('an address of no webhook, or of another one’s delivery, is not found', async () => {
  const { path } = await add();
  await doneBy(`${path}/test`);
  const { id } = await row();
  const nowhere = `/admin/webhooks/${crypto.randomUUID()}`;
  for (const page of [nowhere, `${nowhere}/edit`, `${nowhere}/remove`, `${nowhere}/deliveries/${id}`, `${path}x`]) {
    expect(`${page} ${(await admin.get(page)).status}`).toBe(`${page} 404`);
  }
  for (const act of [
    '',
    '/enable',
    '/disable',
    '/test',
    '/secret',
    '/secret/end',
    '/remove',
    `/deliveries/${id}/again`,
  ]) {
    const answer = await admin.post(nowhere + act, act === '' ? form() : {});
    expect(`${act} ${answer.status}`).toBe(`${act} 404`);
  }
});
