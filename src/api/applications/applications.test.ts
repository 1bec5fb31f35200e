/** Applications of `/api/v1`. */
import { beforeEach, expect, test } from 'bun:test';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { keyFor, type ProgramVisitor, programAt } from '../../../test/helpers/site/api.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite } from '../../../test/helpers/site/site.ts';
import { hashToken } from '../../crypto/tokens.ts';
import { apiAnswers, applications, auditEvents } from '../../db/schema.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
let program: ProgramVisitor;

beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
  program = programAt(site.app, deps, await keyFor(deps));
});

const ALL = '/api/v1/applications';
// biome-ignore lint/suspicious/noExplicitAny: answers are read freely.
const jsonOf = async (response: Response | Promise<Response>): Promise<any> => (await response).json();
const change = (id: string, json: object) => program(`${ALL}/${id}`, { method: 'PATCH', json });
const PHOTOS = {
  slug: 'photos',
  name: 'Photos',
  icon: 'P',
  origins: ['HTTPS://Photos.example.org:443/'],
  forwardAuth: true,
  oidc: { redirectUris: ['https://photos.example.org/callback'] },
};

test('an application is added, read back, changed in part, switched and removed, and the trail names the key', async () => {
  const added = await program(ALL, { json: PHOTOS });
  const whole = await jsonOf(added);
  const { id } = whole;
  expect(added.status).toBe(201);
  expect(whole).toMatchObject({ slug: 'photos', origins: ['https://photos.example.org'], icon: 'P', hasSecret: false });
  expect(whole.oidc).toMatchObject({ authMethod: 'client_secret_basic', pkce: true });
  const changed = await jsonOf(change(id, { name: 'Pictures' }));
  expect(changed).toEqual({ ...whole, name: 'Pictures' });
  expect((await jsonOf(program(`${ALL}/${id}/disable`, { method: 'POST' }))).enabled).toBe(false);
  expect((await jsonOf(change(id, { audience: 'chosen' }))).enabled).toBe(false);
  expect((await jsonOf(program(`${ALL}/${id}/enable`, { method: 'POST' }))).enabled).toBe(true);
  expect((await program(`${ALL}/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await program(`${ALL}/${id}`)).status).toBe(404);
  expect((await change(id, { name: 'x' })).status).toBe(404);
  const trail = (await deps.db.select().from(auditEvents)).filter(({ kind }) => kind.startsWith('application-'));
  const told = { application: 'photos', key: 'program 1' };
  expect(trail.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['application-added', told],
    ['application-changed', { ...told, changed: 'name' }],
    ['application-changed', { ...told, enabled: false }],
    ['application-changed', { ...told, changed: 'audience' }],
    ['application-changed', { ...told, enabled: true }],
    ['application-removed', told],
  ]);
  expect(trail.every(({ actorId }) => actorId === null)).toBe(true);
});

test('what an answer says can be sent back', async () => {
  const {
    id,
    createdAt: _created,
    updatedAt: _updated,
    hasSecret: _secret,
    ...settings
  } = await jsonOf(program(ALL, { json: { ...PHOTOS, rules: [{ match: 'prefix', path: '/share', open: true }] } }));
  const again = await change(id, settings);
  expect(again.status).toBe(200);
  expect(await jsonOf(again)).toMatchObject(settings);
});

test('a secret is shown once, is stored as its hash and in no answer that is kept', async () => {
  const { id } = await jsonOf(program(ALL, { json: PHOTOS }));
  const made = [];
  for (let n = 0; n < 2; n++) {
    const headers = { 'Idempotency-Key': 'a' };
    made.push(await jsonOf(program(`${ALL}/${id}/secret`, { method: 'POST', headers })));
  }
  expect(made[0].clientId).toBe('photos');
  expect(made[0].clientSecret).not.toBe(made[1].clientSecret);
  const [row] = await deps.db.select().from(applications);
  expect(row!.secretHash).toBe(hashToken(made[1].clientSecret));
  expect(await deps.db.$count(apiAnswers)).toBe(0);
  expect((await jsonOf(program(`${ALL}/${id}`))).hasSecret).toBe(true);
  expect((await jsonOf(change(id, { oidc: null }))).hasSecret).toBe(false);
  expect((await program(`${ALL}/${id}/secret`, { method: 'POST' })).status).toBe(404);
});

test('settings that do not fit are refused with their place, and change nothing', async () => {
  const { id } = await jsonOf(program(ALL, { json: PHOTOS }));
  const nobody = crypto.randomUUID();
  const places = async (response: Promise<Response>) => {
    const { title, errors } = await jsonOf(response);
    return [title, ...(errors as { at: string }[]).map(({ at }) => at)];
  };
  const taken = { slug: 'photos', name: 'Other', origins: ['https://photos.example.org'], groups: [nobody] };
  expect(await places(program(ALL, { json: taken }))).toEqual([
    ...['invalid-form', 'json.slug', 'json.origins.0', 'json.groups.0'],
  ]);
  expect(await places(change(id, { people: [nobody] }))).toEqual(['invalid-form', 'json.people.0']);
  expect(await places(change(id, { origins: [] }))).toEqual(['invalid-form', 'json.origins']);
  expect(await places(change(id, { policy: { ways: [] } }))).toEqual(['invalid-form', 'json.policy.ways']);
  expect(await places(change(id, { nmae: 'x' }))).toEqual(['invalid-form', 'json']);
  expect(await places(change(id, { oidc: { redirectUris: ['javascript:alert(1)'] } }))).toEqual([
    ...['invalid-form', 'json.oidc.redirectUris.0'],
  ]);
  expect(await jsonOf(program(`${ALL}/${id}`))).toMatchObject({ name: 'Photos', people: [] });
});

test('groups and people are named by their ids', async () => {
  const { id: person } = await jsonOf(program('/api/v1/people', { json: { name: 'anna' } }));
  const { id: group } = await jsonOf(program('/api/v1/groups', { json: { name: 'staff' } }));
  const lists = { audience: 'chosen', groups: [group, group], people: [person] };
  const { id } = await jsonOf(program(ALL, { json: { ...PHOTOS, ...lists } }));
  expect(await jsonOf(program(`${ALL}/${id}`))).toMatchObject({ groups: [group], people: [person] });
  expect((await jsonOf(change(id, { name: 'Pictures' }))).groups).toEqual([group]);
});
