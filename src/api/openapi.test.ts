/** Every operation of the description is called, with real pictures, and each answer is checked against its schema. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { findClips } from '../../test/helpers/camera/clips.ts';
import { framesOf, sideBySide, visionFor } from '../../test/helpers/camera/pictures.ts';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { describeIf } from '../../test/helpers/need.ts';
import { type Ask, keyFor, type ProgramVisitor, programAt } from '../../test/helpers/site/api.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { openSite, registerAt } from '../../test/helpers/site/site.ts';
import { type Description, schemaOf } from '../../test/helpers/typed/description.ts';
import { GOOD_FRAMES } from '../biometrics/consistency.ts';
import { enrollments, faceTemplates, loginAttempts, users } from '../db/schema.ts';
import { NO_BUCKET } from '../limits.ts';
import { policyFor } from '../policy/policy.ts';
import { thresholdFor } from '../policy/rule.ts';

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;

function form(images: readonly Uint8Array[], more: Record<string, string> = {}): FormData {
  const data = new FormData();
  for (const image of images) data.append('image', new Blob([Buffer.from(image)]), 'picture.jpg');
  for (const [name, value] of Object.entries(more)) data.append(name, value);
  return data;
}

describeIf(clips, 'the description of the interface', 'missing' in found ? found.missing : '', () => {
  let vision: Awaited<ReturnType<typeof visionFor>>;
  let deps: Awaited<ReturnType<typeof testDeps>>;
  let program: ProgramVisitor;
  let description: Description;
  const called = new Set<string>();

  beforeAll(async () => {
    vision = await visionFor();
  }, 60_000);
  afterAll(() => vision.close());
  beforeEach(async () => {
    await truncateAll();
    deps = await testDeps({ vision });
    const site = openSite(deps);
    program = programAt(site.app, deps, await keyFor(deps));
    // The same whatever is stored.
    description ??= (await (await program('/api/v1/openapi.json')).json()) as Description;
  });

  // biome-ignore lint/suspicious/noExplicitAny: answers are checked against the description.
  async function call(operationId: string, path: string, ask: Ask = {}): Promise<any> {
    const operations = Object.values(description.paths).flatMap((methods) => Object.values(methods));
    const operation = operations.find((one) => one.operationId === operationId)!;
    const response = await program(path, ask);
    const declared = operation.responses[String(response.status)];
    expect(`${operationId} ${response.status} ${declared ? 'declared' : await response.text()}`).toBe(
      `${operationId} ${response.status} declared`,
    );
    if (response.ok) called.add(operationId);
    const type = response.headers.get('Content-Type') ?? '';
    const media = declared!.content?.[type];
    if (!declared!.content) return expect(await response.text()).toBe('');
    const body = await response.json();
    const checked = schemaOf(description, media!.schema).safeParse(body);
    expect(`${operationId}: ${checked.error?.message ?? 'fits'}`).toBe(`${operationId}: fits`);
    return { ...(body as object), status: response.status };
  }

  async function somebody(name: string, signIn = true): Promise<string> {
    return (await call('addPerson', '/api/v1/people', { json: { name, signIn } })).id;
  }

  test('is OpenAPI 3.1, and needs no key', async () => {
    expect(description.openapi).toBe('3.1.0');
    const site = openSite(deps);
    expect((await site.app.request(`${deps.config.publicUrl}/api/v1/openapi.json`)).status).toBe(200);
  });

  test('holds for people, groups, sessions, applications and records', async () => {
    const id = await somebody('anna');
    await call('listPeople', '/api/v1/people');
    await call('getPerson', `/api/v1/people/${id}`);
    await call('getPerson', `/api/v1/people/${crypto.randomUUID()}`);
    await call('changePerson', `/api/v1/people/${id}`, { method: 'PATCH', json: { displayName: 'Anna' } });
    await call('disablePerson', `/api/v1/people/${id}/disable`, { method: 'POST' });
    await call('enablePerson', `/api/v1/people/${id}/enable`, { method: 'POST' });
    const { id: group } = await call('addGroup', '/api/v1/groups', { json: { name: 'staff' } });
    await call('addMember', `/api/v1/groups/${group}/members/${id}`, { method: 'PUT' });
    await call('listMembers', `/api/v1/groups/${group}/members`);
    await call('listGroups', '/api/v1/groups');
    await call('removeMember', `/api/v1/groups/${group}/members/${id}`, { method: 'DELETE' });
    await call('removeGroup', `/api/v1/groups/${group}`, { method: 'DELETE' });
    await records(id);
    const visitor = await somebody('Visitor 7', false);
    await call('linkPerson', `/api/v1/people/${visitor}/link`, { json: { account: id } });
    await call('removePerson', `/api/v1/people/${id}`, { method: 'DELETE' });
  });

  /** Sessions, attempts, events and applications that something else made. */
  async function records(id: string): Promise<void> {
    const visitor = openSite(deps).visitor();
    await registerAt(visitor, 'bertha');
    const [bertha] = (await deps.db.select().from(users)).filter(({ username }) => username === 'bertha');
    const sessions = `/api/v1/people/${bertha!.id}/sessions`;
    const { items } = await call('listSessions', sessions);
    await call('endSession', `${sessions}/${items[0].id}`, { method: 'DELETE' });
    await call('endSessions', sessions, { method: 'DELETE' });
    const at = { openedAt: deps.clock(), expiresAt: deps.clock(), endedAt: deps.clock() };
    await deps.db.insert(loginAttempts).values({
      ...at,
      ...{ state: {}, next: '/', outcome: 'accepted', userId: id, recognizer: 'embedding', throttle: NO_BUCKET },
    });
    expect((await call('listAttempts', `/api/v1/attempts?person=${id}`)).items).toHaveLength(1);
    const kinds = (await call('listAudit', '/api/v1/audit')).items.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toContain('api-key-made');
  }

  test('holds for applications', async () => {
    const oidc = { redirectUris: ['https://photos.example.org/callback'] };
    const json = { slug: 'photos', name: 'Photos', origins: ['https://photos.example.org'], oidc };
    const { id } = await call('addApplication', '/api/v1/applications', { json });
    await call('addApplication', '/api/v1/applications', { json });
    await call('listApplications', '/api/v1/applications');
    const path = `/api/v1/applications/${id}`;
    await call('getApplication', path);
    const rules = [{ match: 'prefix', path: '/admin', open: false, policy: { ways: ['face'], faceWithin: 5 } }];
    await call('changeApplication', path, { method: 'PATCH', json: { rules } });
    await call('disableApplication', `${path}/disable`, { method: 'POST' });
    await call('enableApplication', `${path}/enable`, { method: 'POST' });
    await call('renewSecret', `${path}/secret`, { method: 'POST' });
    await call('removeApplication', path, { method: 'DELETE' });
  });

  test('holds for faces: enrolled, found, verified and removed', async () => {
    const [man, woman] = [await somebody('henry'), await somebody('Visitor 7', false)];
    const first = await framesOf('cap13_edit2', 3);
    const enrolled = await call('enrollFaces', `/api/v1/people/${man}/faces`, { form: form(first) });
    expect(enrolled.pictures.map(({ problem }: { problem?: string }) => problem)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await call('enrollFaces', `/api/v1/people/${woman}/faces`, { form: form(await framesOf('franck', 2)) });
    const both = await sideBySide('cap12_edit', 'franck');
    const { faces } = await call('identify', '/api/v1/identify?limit=2', { form: form([both]) });
    const seen = faces.toSorted((a: { box: { x: number } }, b: { box: { x: number } }) => a.box.x - b.box.x);
    expect(seen.map((face: { people: { name: string; match: boolean }[] }) => face.people[0])).toMatchObject([
      { name: 'henry', signIn: true, match: true },
      { name: 'Visitor 7', signIn: false, match: true },
    ]);
    for (const { people } of seen) expect(people[0].similarity).toBeGreaterThan(0.9);
    // Only the face of who has no way in is used by being found.
    const used = await deps.db.select().from(enrollments);
    expect(new Map(used.map(({ userId, lastUsedAt }) => [userId, lastUsedAt]))).toEqual(
      new Map([
        [man, null],
        [woman, deps.clock()],
      ]),
    );
    const [other] = await framesOf('cap12_edit', 1);
    const verify = (person: string) => call('verify', '/api/v1/verify', { form: form([other!], { person }) });
    expect(await verify(man)).toMatchObject({ match: true });
    expect(await verify(woman)).toMatchObject({ match: false });
    expect(await call('verify', '/api/v1/verify', { form: form([both], { person: man }) })).toMatchObject({
      title: 'several-faces',
    });
    const { items } = await call('listFaces', `/api/v1/people/${man}/faces`);
    expect(items).toHaveLength(3);
    await call('removeFace', `/api/v1/people/${man}/faces/${items[0].id}`, { method: 'DELETE' });
    expect((await call('listFaces', `/api/v1/people/${man}/faces`)).items).toHaveLength(2);
    await call('removeFaces', `/api/v1/people/${man}/faces`, { method: 'DELETE' });
    expect(await verify(man)).toMatchObject({ match: false, similarity: 0 });
    // What is stored of the other person alone: two pictures, one template of each recognizer.
    expect(await deps.db.$count(faceTemplates)).toBe(4);
  });

  test('refuses pictures with a reason for each, and stores nothing of them', async () => {
    const id = await somebody('henry');
    const [man] = await framesOf('cap13_edit2', 1);
    const [woman] = await framesOf('franck', 1);
    const grey = new Uint8Array(Buffer.from(await sideBySide()));
    const path = `/api/v1/people/${id}/faces`;
    const refused = await call('enrollFaces', path, { form: form([grey, await sideBySide('cap12_edit', 'franck')]) });
    expect([refused.status, refused.title]).toEqual([422, 'picture-refused']);
    expect(refused.pictures.map(({ problem }: { problem: string }) => problem)).toEqual(['no-face', 'several-faces']);
    expect(await deps.db.$count(faceTemplates)).toBe(0);
    await call('enrollFaces', path, { form: form([man!]) });
    const mixed = await call('enrollFaces', path, { form: form([woman!, man!]) });
    expect(mixed.pictures.map(({ problem }: { problem?: string }) => problem)).toEqual(['other-person', undefined]);
    expect((await call('enrollFaces', path, { form: form([]) })).title).toBe('frame-missing');
    const text = new TextEncoder().encode('no picture');
    expect((await call('enrollFaces', path, { form: form([text]) })).title).toBe('image.type');
  });

  test('takes a clip as the enrollment page does', async () => {
    const id = await somebody('henry');
    const frames = await framesOf('cap13_edit2', GOOD_FRAMES);
    const clip = (images: Uint8Array[]) =>
      call('enrollFaces', `/api/v1/people/${id}/faces`, { form: form(images, { clip: 'yes' }) });
    expect((await clip(frames)).pictures).toHaveLength(policyFor(deps).templates);
    expect(await clip(frames.slice(0, 2))).toMatchObject({ status: 422, problems: ['not-enough-frames'] });
  });

  test('finds people who can sign in only with the scope for them', async () => {
    const man = await somebody('henry');
    const frames = await framesOf('cap13_edit2', 2);
    await call('enrollFaces', `/api/v1/people/${man}/faces`, { form: form(frames) });
    const site = openSite(deps);
    const blind = programAt(site.app, deps, await keyFor(deps, { scopes: ['identify'] }));
    const { faces } = (await (await blind('/api/v1/identify', { form: form(frames.slice(0, 1)) })).json()) as {
      faces: { people: unknown[] }[];
    };
    expect(faces.map(({ people }) => people)).toEqual([[]]);
  });

  test('decides by the threshold of the sign-in', async () => {
    const policy = policyFor(deps);
    const threshold = thresholdFor(policy, { people: 1 });
    const man = await somebody('henry');
    await call('enrollFaces', `/api/v1/people/${man}/faces`, { form: form(await framesOf('cap13_edit2', 1)) });
    for (const image of [...(await framesOf('cap12_edit', 2)), ...(await framesOf('franck', 2))]) {
      const { candidates } = await vision.observe(image, { among: [man], bar: { threshold, margin: 0 } });
      const { match } = await call('verify', '/api/v1/verify', { form: form([image], { person: man }) });
      expect(match).toBe(candidates[0]!.score >= threshold);
    }
  });

  test('has no operation that these tests leave out', () => {
    const all = Object.values(description.paths).flatMap((methods) => Object.values(methods));
    expect(all.map(({ operationId }) => operationId).filter((id) => !called.has(id))).toEqual([]);
  });
});
