import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { webhookTo } from '../../test/helpers/site/receiver.ts';
import { confirmAt, openSite, registerAt, type Visitor } from '../../test/helpers/site/site.ts';
import * as schema from '../db/schema.ts';
import { happened } from '../events/events.store.ts';
import { NO_BUCKET } from '../limits.ts';

const { auditEvents, avatars, enrollments, importedPeople, faceTemplates, loginAttempts, passkeys, profiles, users } =
  schema;

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let anna: Visitor;
let annaId: string;

async function idOf(username: string): Promise<string> {
  const [user] = await deps.db.select().from(users).where(eq(users.username, username));
  return user!.id;
}

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  anna = site.visitor();
  await registerAt(anna, 'anna');
  annaId = await idOf('anna');
});

async function enroll(userId: string): Promise<void> {
  const at = deps.clock();
  await deps.db.insert(enrollments).values({ userId, enrolledAt: at, consentVersion: '2', consentedAt: at });
  const sealed = { keyId: 'k', nonce: new Uint8Array(12), ciphertext: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) };
  for (const recognizer of ['embedding', 'lbph']) {
    const id = crypto.randomUUID();
    await deps.db.insert(faceTemplates).values({ id, userId, recognizer, version: 1, ...sealed, createdAt: at });
  }
}

async function download(): Promise<{ text: string; data: Record<string, unknown>; response: Response }> {
  await confirmAt(anna);
  const response = await anna.post('/account/data');
  const text = await response.text();
  return { text, data: JSON.parse(text), response };
}

test('the copy of the data asks for the password first, and is a file', async () => {
  expect((await anna.get('/account/data')).headers.get('Location')).toBe('/account/confirm?next=%2Faccount%2Fdata');
  expect((await anna.post('/account/data')).status).toBe(403);
  const { response } = await download();
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toStartWith('application/json');
  expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="facelogin-data-2026-03-02.json"');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
});

test('it holds account, profile, picture, sessions, devices, passkeys, face, consent, attempts and events', async () => {
  const at = deps.clock();
  await deps.db.update(profiles).set({ city: 'Oslo' }).where(eq(profiles.userId, annaId));
  await deps.db.insert(avatars).values({ userId: annaId, image: new Uint8Array([82, 73, 70, 70]), version: 'v' });
  const key = { id: 'credential', publicKey: new Uint8Array([9]), counter: 1, name: 'My key', createdAt: at };
  await deps.db.insert(passkeys).values({ userId: annaId, ...key });
  await enroll(annaId);
  const detail = { consentVersion: '2', consentedAt: at.toISOString() };
  await happened(deps.db, { at, userId: annaId, kind: 'face-enrolled', detail });
  await deps.db.insert(loginAttempts).values({
    ...{ openedAt: at, expiresAt: at, endedAt: at, outcome: 'accepted', state: {}, next: '/', recognizer: 'embedding' },
    ...{ throttle: NO_BUCKET, userId: annaId, scores: { embedding: 0.876543 } },
  });
  const { data, text } = await download();
  expect(data).toMatchObject({
    account: { id: annaId, username: 'anna' },
    profile: { city: 'Oslo', avatar: 'data:image/webp;base64,UklGRg==' },
    sessions: [{ method: 'password', address: '192.0.2.1', userAgent: 'Browser' }],
    knownDevices: [{}],
    passkeys: [{ name: 'My key' }],
    face: { enrolled: true, consent: { version: '2' }, consents: [{ version: '2' }] },
    attempts: [{ outcome: 'accepted', found: true, asked: false }],
    events: [{ kind: 'registered' }, { kind: 'face-enrolled' }, { kind: 'data-downloaded' }],
  });
  expect((data.face as { templates: unknown[] }).templates).toHaveLength(2);
  expect(text).not.toContain('0.876543');
});

test('it says what other programs were told of the person, and of nobody else', async () => {
  await webhookTo(deps, 'https://doors.example.org/', { name: 'Doors' });
  await happened(deps.db, { at: deps.clock(), userId: annaId, kind: 'signed-in' });
  await registerAt(site.visitor(), 'bertha');
  const { data, text } = await download();
  const at = deps.clock().toISOString();
  expect(data.toldToPrograms).toEqual([{ type: 'sign_in.succeeded', at, program: 'Doors' }]);
  expect(text).not.toContain('bertha');
});

test('it tells of an import, and of the names of photos that were not kept', async () => {
  const at = deps.clock();
  await deps.db.insert(importedPeople).values({ userId: annaId, fingerprint: 'a1b2c3', photos: ['anna.jpg'], at });
  const { data, text } = await download();
  expect(data.imported).toEqual({ at: at.toISOString(), photos: ['anna.jpg'] });
  expect(text).not.toContain('a1b2c3');
});

test('it holds no template, no hash and nothing of anybody else', async () => {
  await registerAt(site.visitor(), 'bertha');
  const berthaId = await idOf('bertha');
  await enroll(annaId);
  await happened(deps.db, { at: deps.clock(), userId: annaId, kind: 'face-duplicate', detail: { other: berthaId } });
  await happened(deps.db, { at: deps.clock(), userId: annaId, actorId: berthaId, kind: 'sessions-ended' });
  const { text } = await download();
  const [user] = await deps.db.select().from(users).where(eq(users.id, annaId));
  for (const secret of [berthaId, 'bertha', user!.passwordHash, 'argon2id$', 'ciphertext', 'idHash', 'tokenHash']) {
    expect(text).not.toContain(secret);
  }
  expect(text).toContain('an administrator');
});

test('no table that tells of people is forgotten: it is in the copy, or it lives for minutes only', () => {
  const tables = Object.values(schema).filter((value) => value instanceof PgTable);
  const ofPeople = tables.filter((table) =>
    getTableConfig(table).foreignKeys.some((key) => getTableConfig(key.reference().foreignTable).name === 'users'),
  );
  const copied = ['profiles', 'avatars', 'sessions', 'known_devices', 'enrollments', 'login_attempts', 'passkeys'];
  const copiedToo = [
    'imported_people',
    'recovery_codes',
    'password_resets',
    'liveness_trials',
    'audit_events',
    'api_keys',
    'attendance',
    'webhooks',
    'settings',
  ];
  const ofApplications = ['group_members', 'application_people', 'oidc_records'];
  const forMinutes = ['passkey_challenges', 'pending_sign_ins', 'hand_offs'];
  expect(ofPeople.map((table) => getTableConfig(table).name).sort()).toEqual(
    [...copied, ...copiedToo, ...ofApplications, ...forMinutes].sort(),
  );
});

test('a removed face leads to a receipt with what went and when, to print and to save', async () => {
  await enroll(annaId);
  const removed = await anna.post('/enroll/remove');
  const address = removed.headers.get('Location')!;
  const [event] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-removed'));
  expect(address).toBe(`/account/receipts/${event!.id}`);
  const shown = await (await anna.get(address)).text();
  for (const part of [event!.id, '2 encrypted templates (embedding, lbph)', '2026-03-02T10:00:00.000Z', 'anna']) {
    expect(shown).toContain(part);
  }
  const file = await anna.get(`${address}/file`);
  expect(file.headers.get('Content-Disposition')).toStartWith('attachment; filename="facelogin-receipt-');
  expect(await file.text()).toContain(`Receipt number: ${event!.id}`);
  await confirmAt(anna);
  expect(await (await anna.get('/account/data')).text()).toContain(`href="${address}"`);
});

test('a receipt is its owner’s alone, and another event is none', async () => {
  await enroll(annaId);
  const address = (await anna.post('/enroll/remove')).headers.get('Location')!;
  const bertha = site.visitor();
  await registerAt(bertha, 'bertha');
  expect((await bertha.get(address)).status).toBe(404);
  expect((await site.visitor().get(address)).status).toBe(303);
  const [registered] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'registered'));
  expect((await anna.get(`/account/receipts/${registered!.id}`)).status).toBe(404);
  expect((await anna.get('/account/receipts/none')).status).toBe(404);
});

test('who has nothing enrolled gets no receipt', async () => {
  expect((await anna.post('/enroll/remove')).headers.get('Location')).toBe('/account');
});

/** The notice of a server with these settings, as text. */
async function notice(env: Record<string, string>, liveness = deps.liveness): Promise<string> {
  const server = openSite({ ...deps, config: testConfig(env), liveness });
  return (await server.visitor().get('/privacy')).text();
}

test('the notice says what the settings say', async () => {
  const usual = await notice({});
  expect(usual).toContain('have not signed in with your face for 1095 days');
  expect(usual).toContain('Kept: 90 days.');
  expect(usual).toContain('365 days. When you delete');
  expect(usual).toContain('in a database inside this server');
  expect(usual).toContain('a file of its own beside the database');
  expect(usual).toContain('704 numbers');
  const other = await notice({
    FACELOGIN_OPERATOR: 'Example Ltd <privacy@example.org>',
    FACELOGIN_UNUSED_FACE_DAYS: '0',
    FACELOGIN_ATTEMPT_DAYS: '7',
    FACELOGIN_AUDIT_DAYS: '0',
    DATABASE_URL: 'postgres://localhost/x',
    FACELOGIN_TEMPLATE_KEY: '0'.repeat(64),
    FACELOGIN_RECOGNIZER: 'lbph',
  });
  expect(other).toContain('Example Ltd &lt;privacy@example.org&gt;');
  expect(other).not.toContain('have not signed in with your face');
  expect(other).toContain('Kept: 7 days.');
  expect(other).toContain('without a time limit. When you delete');
  expect(other).toContain('PostgreSQL');
  expect(other).toContain('kept apart from the database');
  expect(other).toContain('LBPH');
});

test('the notice says how liveness is checked here, and when it is not', async () => {
  expect(await notice({}, { challenge: false })).toContain('The server does not check whether');
  const both = await notice({}, { challenge: true, passive: { passive: 0.5 } });
  expect(both).toContain('movements of the head');
  expect(both).toContain('look for screens');
});

test('the consent names the time after which an unused face goes, and leads to the notice', async () => {
  const text = await (await anna.get('/enroll')).text();
  expect(text).toContain('have not signed in with your face for 1095 days');
  expect(text).toContain('href="/privacy"');
});

test('every page leads to the notice', async () => {
  for (const path of ['/', '/login', '/register', '/no/such/page', '/account']) {
    expect(await (await anna.get(path)).text()).toContain('href="/privacy"');
  }
});
