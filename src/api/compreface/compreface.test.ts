/** CompreFace's own client, unchanged, and requests as its other clients send them. Real pictures and networks. */
import { afterAll, beforeAll, beforeEach, expect, spyOn, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompreFace as Client } from '@exadel/compreface-js-sdk';
import { findClips } from '../../../test/helpers/camera/clips.ts';
import { framesOf, sideBySide, visionFor } from '../../../test/helpers/camera/pictures.ts';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { describeIf } from '../../../test/helpers/need.ts';
import { keyFor, type ProgramVisitor, programAt } from '../../../test/helpers/site/api.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite } from '../../../test/helpers/site/site.ts';
import { auditEvents, faceTemplates, users } from '../../db/schema.ts';

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;
const ROOT = '/compreface/api/v1';
// biome-ignore lint/suspicious/noExplicitAny: the types of the client lack half of what it does.
const CompreFace = Client as any;

describeIf(clips, 'clients of CompreFace', 'missing' in found ? found.missing : '', () => {
  let vision: Awaited<ReturnType<typeof visionFor>>;
  let deps: Awaited<ReturnType<typeof testDeps>>;
  let program: ProgramVisitor;
  let key: string;
  let folder: string;
  let server: ReturnType<typeof Bun.serve>;
  let quiet: { mockRestore(): void };

  beforeAll(async () => {
    vision = await visionFor();
    folder = mkdtempSync(join(tmpdir(), 'facelogin-compreface-'));
    const [[man], [same], [woman]] = [
      await framesOf('cap13_edit2', 1),
      await framesOf('cap12_edit', 1),
      await framesOf('franck', 1),
    ];
    for (const [name, bytes] of Object.entries({ man, same, woman }))
      writeFileSync(join(folder, `${name}.jpg`), bytes!);
    writeFileSync(join(folder, 'both.jpg'), await sideBySide('cap12_edit', 'franck'));
    writeFileSync(join(folder, 'grey.jpg'), await sideBySide());
    // The client writes the address and the key of each list to the console.
    quiet = spyOn(console, 'log').mockImplementation(() => {});
  }, 60_000);
  afterAll(async () => {
    quiet.mockRestore();
    rmSync(folder, { recursive: true });
    await vision.close();
  });
  beforeEach(async () => {
    await truncateAll();
    for (const id of (await vision.loaded()).keys()) await vision.putUser(id, []);
    deps = await testDeps({ vision });
    const { app } = openSite(deps);
    server?.stop(true);
    server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: (request) => app.fetch(request, { remoteAddress: '127.0.0.1' }),
    });
    key = await keyFor(deps, { surface: 'compreface', scopes: ['identify', 'verify', 'faces:write'] });
    program = programAt(app, deps, key, 'x-api-key');
  });
  afterAll(() => server?.stop(true));

  /** The client takes a path only if it begins with a dot. */
  const path = (name: string) => join('.', join(relativeHere(), `${name}.jpg`));
  const relativeHere = () => `${'../'.repeat(process.cwd().split('/').length - 1)}${folder.slice(1)}`;
  const file = async (name: string) => new Uint8Array(await Bun.file(join(folder, `${name}.jpg`)).arrayBuffer());
  const client = (options: object = { det_prob_threshold: 0.8 }) =>
    new CompreFace('http://127.0.0.1', `${server.port}/compreface`, options);
  const service = (options?: object) => client(options).initFaceRecognitionService(key);
  // biome-ignore lint/suspicious/noExplicitAny: answers are read freely.
  const jsonOf = async (response: Response | Promise<Response>): Promise<any> => (await response).json();
  const form = async (fields: Record<string, string>) => {
    const data = new FormData();
    for (const [field, name] of Object.entries(fields)) data.append(field, new Blob([await file(name)]), `${name}.jpg`);
    return data;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the client's types are those of axios.
  const failure = (work: Promise<unknown>): Promise<any> =>
    work.then(
      () => 'answered',
      (error) => error.response?.data ?? error,
    );

  test('its own client adds, lists, recognizes, verifies, detects and deletes', async () => {
    const added = await service().getFaceCollection().add(path('man'), 'Al', {});
    expect(added.subject).toBe('Al');
    expect(added.image_id).toMatch(/^[0-9a-f-]{36}$/);
    deps.clock.forward(1000);
    await service()
      .getFaceCollection()
      .add((await file('woman')).toBase64(), 'Franck', {});
    const listed = await service().getFaceCollection().list();
    expect(listed).toMatchObject({ page_number: 0, total_elements: 2, total_pages: 1 });
    expect(listed.faces.map(({ subject }: { subject: string }) => subject)).toEqual(['Al', 'Franck']);
    expect(await service().getSubjects().list()).toEqual({ subjects: ['Al', 'Franck'] });
    const seen = await service({}).recognize(path('both'), { prediction_count: 2, face_plugins: 'landmarks,pose' });
    const faces = seen.result.toSorted((a: never, b: never) => left(a) - left(b));
    expect(faces.map(({ subjects }: { subjects: { subject: string }[] }) => subjects[0]!.subject)).toEqual([
      'Al',
      'Franck',
    ]);
    for (const { subjects, landmarks, box } of faces) {
      expect(subjects[0].similarity).toBeGreaterThan(0.97);
      expect(landmarks).toHaveLength(5);
      expect(Object.keys(box)).toEqual(['probability', 'x_max', 'y_max', 'x_min', 'y_min']);
    }
    const { result } = await service().getFaceCollection().verify(path('same'), added.image_id, {});
    expect(result[0].similarity).toBeGreaterThan(0.97);
    expect(await service().getFaceCollection().delete(added.image_id)).toEqual({
      image_id: added.image_id,
      subject: 'Al',
    });
    const rest = listed.faces.slice(1).map(({ image_id }: { image_id: string }) => image_id);
    expect(await service().getFaceCollection().delete_multiple_images(rest)).toHaveLength(1);
    expect(await deps.db.$count(faceTemplates)).toBe(0);
  });

  const left = ({ box }: { box: { x_min: number } }) => box.x_min;

  test('its own client keeps subjects: adds, renames, merges and deletes them', async () => {
    expect(await service().getSubjects().add('Al')).toEqual({ subject: 'Al' });
    await service().getFaceCollection().add(path('man'), 'Al', {});
    await service().getFaceCollection().add(path('same'), 'Albert', {});
    expect(await service().getSubjects().rename('Al', 'Alan')).toEqual({ updated: true });
    expect(await service().getSubjects().rename('Alan', 'Albert')).toEqual({ updated: true });
    expect(await service().getSubjects().list()).toEqual({ subjects: ['Albert'] });
    expect((await service().getFaceCollection().list()).total_elements).toBe(2);
    // The templates are sealed for their new owner, so that they are still read.
    const { result } = await service({}).recognize(path('man'), {});
    expect(result[0].subjects[0]).toMatchObject({ subject: 'Albert' });
    expect(await service().getFaceCollection().delete_all_subject('Albert')).toEqual({ deleted: 2 });
    expect(await service().getSubjects().delete('Albert')).toEqual({ subject: 'Albert' });
    await service().getSubjects().add('Zoe');
    expect(await service().getSubjects().deleteAll()).toEqual({ deleted: 1 });
    const events = await deps.db.select().from(auditEvents);
    expect(
      events.filter(({ kind }) => kind === 'picture-added').every(({ detail }) => detail.key === 'program 1'),
    ).toBe(true);
  });

  test('its own client verifies two pictures and detects faces', async () => {
    const verification = client().initFaceVerificationService(key);
    const same = await verification.verify(path('man'), path('both'), {});
    const [alike, other] = same.result[0].face_matches.toSorted((a: never, b: never) => left(a) - left(b));
    expect(alike.similarity).toBeGreaterThan(0.97);
    expect(other.similarity).toBeLessThan(0.9);
    expect(same.result[0].source_image_face.box.probability).toBeGreaterThan(0.8);
    const detected = await client({ limit: 1, status: true }).initFaceDetectionService(key).detect(path('both'), {});
    expect(detected.result).toHaveLength(1);
    expect(detected.plugins_versions.calculator).toBe('facelogin.embedding');
  });

  test('errors have the codes that clients look for', async () => {
    await service().getFaceCollection().add(path('man'), 'Al', {});
    expect(await failure(service().recognize(path('grey'), {}))).toMatchObject({ code: 28 });
    expect(await failure(service().getFaceCollection().add(path('both'), 'Al', {}))).toMatchObject({ code: 31 });
    expect(await failure(service().getSubjects().delete('Nobody'))).toMatchObject({ code: 42 });
    const unknown = new CompreFace('http://127.0.0.1', `${server.port}/compreface`, {}).initFaceRecognitionService('x');
    expect(await failure(unknown.recognize(path('man'), {}))).toMatchObject({ code: 20 });
    for (const [name, status, code] of [
      ['grey', 400, 28],
      ['both', 400, 31],
    ] as const) {
      const response = await program(`${ROOT}/recognition/faces?subject=Al`, { form: await form({ file: name }) });
      expect([response.status, (await jsonOf(response)).code]).toEqual([status, code]);
    }
    const image = await program(`${ROOT}/recognition/faces/${crypto.randomUUID()}/img`);
    expect([image.status, (await jsonOf(image)).code]).toEqual([404, 42]);
    const text = await program(`${ROOT}/recognition/recognize`, { json: { file: btoa('no picture') } });
    expect([text.status, (await jsonOf(text)).code]).toEqual([400, 21]);
    expect((await program(`${ROOT}/recognition/recognize`, { json: [] })).status).toBe(400);
  });

  test('requests of Double Take and Viseron are answered as they expect', async () => {
    // Double Take: `faces` with a subject in the query; recognize with a threshold and plugins; reads code 28.
    const trained = await program(`${ROOT}/recognition/faces?subject=Al`, { form: await form({ file: 'man' }) });
    expect(trained.status).toBe(201);
    const query = 'det_prob_threshold=0.8&face_plugins=mask,gender,age';
    const seen = await jsonOf(
      program(`${ROOT}/recognition/recognize?${query}`, { form: await form({ file: 'same' }) }),
    );
    expect(seen.result[0].subjects[0]).toMatchObject({ subject: 'Al' });
    // Viseron: base64, limit 0, reads subjects[0] of everybody, strangers as well.
    const stranger = await jsonOf(
      program(`${ROOT}/recognition/recognize?limit=0&prediction_count=1`, {
        json: { file: (await file('woman')).toBase64() },
      }),
    );
    expect(stranger.result[0].subjects[0].similarity).toBeLessThan(0.9);
  });

  test('numbers that the calculator gave are recognized and compared', async () => {
    await service().getFaceCollection().add(path('man'), 'Al', {});
    const numbers = async (name: string) => {
      const query = 'face_plugins=calculator';
      const answer = await jsonOf(program(`${ROOT}/detection/detect?${query}`, { form: await form({ file: name }) }));
      return answer.result[0].embedding as number[];
    };
    const [same, woman] = [await numbers('same'), await numbers('woman')];
    const searched = await jsonOf(
      program(`${ROOT}/recognition/embeddings/recognize`, { json: { embeddings: [same] } }),
    );
    expect(searched.result[0].similarities[0].subject).toBe('Al');
    expect(searched.result[0].similarities[0].similarity).toBeGreaterThan(0.97);
    const compared = await jsonOf(
      program(`${ROOT}/verification/embeddings/verify`, { json: { source: same, targets: [same, woman] } }),
    );
    expect(compared.result[0].similarity).toBeGreaterThan(0.99);
    expect(compared.result[1].similarity).toBeLessThan(0.9);
    const { faces } = await jsonOf(program(`${ROOT}/recognition/faces`));
    const own = `${ROOT}/recognition/embeddings/faces/${faces[0].image_id}/verify`;
    expect((await jsonOf(program(own, { json: { embeddings: [same] } }))).result[0].similarity).toBeGreaterThan(0.97);
    expect((await program(own, { json: { embeddings: [[1, 2, 3]] } })).status).toBe(400);
  });

  test('subjects sign in nowhere, and people who can sign in are no subjects', async () => {
    await service().getFaceCollection().add(path('man'), 'Al', {});
    expect((await vision.observe(await file('same'))).candidates).toEqual([]);
    const api = programAt(openSite(deps).app, deps, await keyFor(deps));
    const { id } = await jsonOf(api('/api/v1/people', { json: { name: 'franck' } }));
    await api(`/api/v1/people/${id}/faces`, { form: await form({ image: 'woman' }) });
    const { result } = await service({}).recognize(path('woman'), { prediction_count: 5 });
    expect(result[0].subjects.map(({ subject }: { subject: string }) => subject)).toEqual(['Al']);
    expect((await service().getFaceCollection().list()).total_elements).toBe(1);
    expect(await service().getSubjects().deleteAll()).toEqual({ deleted: 1 });
    expect((await deps.db.select().from(users)).map(({ username }) => username)).toContain('franck');
    const wide = programAt(
      openSite(deps).app,
      deps,
      await keyFor(deps, { surface: 'compreface', scopes: ['identify', 'people:read'] }),
      'x-api-key',
    );
    const all = await jsonOf(wide(`${ROOT}/recognition/recognize`, { form: await form({ file: 'woman' }) }));
    expect(all.result[0].subjects[0]).toMatchObject({ subject: 'franck' });
    expect((await wide(`${ROOT}/recognition/subjects`, { method: 'DELETE' })).status).toBe(403);
  });
});
