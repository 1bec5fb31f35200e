import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { testDb, truncateAll } from '../../test/helpers/db.ts';
import { testDeps } from '../../test/helpers/deps.ts';
import { rememberPassword } from '../auth/reauth.ts';
import { createSession, validateSession } from '../auth/sessions.ts';
import type { Problem } from '../biometrics/observation.ts';
import { auditEvents, enrollments, faceTemplates, users } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import type { Session } from '../http/env.ts';
import type { GalleryTemplate, Sample } from '../vision/protocol.ts';
import { enrollClip, removeFace } from './enroll.ts';
import { createGallerySync, loadGallery } from './gallery.ts';

const face = {
  box: { x: 0, y: 0, width: 200, height: 200 },
  score: 1,
  pose: { yaw: 0, pitch: 0, roll: 0 },
  quality: { brightness: 128, contrast: 50, sharpness: 200 },
  points: [],
};

/** A sample of a clip: its template's first byte says whose face it is. */
function sampleOf(person: number, problem?: Problem): Sample {
  const liveness = { passive: 0.9 };
  const observation = { frame: { width: 640, height: 480 }, faces: 1, face, liveness, candidates: [], problem };
  if (problem) return { observation, templates: [] };
  const bytes = new Uint8Array([person, 1, 2, 3, 4, 5, 6, 7]);
  return {
    observation,
    templates: [{ recognizer: 'embedding', version: 1, bytes }],
    crop: new Uint8Array(112 * 112 * 3),
  };
}

/** Reads each frame's first byte as a person (0: a frame in the dark); keeps what it was told of the gallery. */
function eyes() {
  const gallery = new Map<string, GalleryTemplate[]>();
  const vision = {
    sample: async (frame: Uint8Array) => (frame[0] === 0 ? sampleOf(0, 'too-dark') : sampleOf(frame[0]!)),
    compare: async (templates: { bytes: Uint8Array }[]) =>
      Float64Array.from(templates.flatMap((a) => templates.map((b) => (a.bytes[0] === b.bytes[0] ? 0.95 : 0.1)))),
    identify: async (templates: { bytes: Uint8Array }[]) =>
      [...gallery].map(([userId, own]) => ({
        userId,
        templateId: '',
        score: own[0]?.bytes[0] === templates[0]!.bytes[0] ? 0.95 : 0.1,
      })),
    status: () => ({ people: gallery.size }),
    putUser: async (userId: string, templates: GalleryTemplate[]) => void gallery.set(userId, templates),
  } as unknown as Deps['vision'];
  return { vision, gallery };
}

function clip(...people: [person: number, frames: number][]): Uint8Array[] {
  return people.flatMap(([person, frames]) => Array.from({ length: frames }, () => new Uint8Array([person])));
}

async function signedIn(username: string, options: { gate: boolean }) {
  const { vision, gallery } = eyes();
  const deps = { ...(await testDeps({ vision, clock: undefined })), clock: () => new Date() };
  const now = deps.clock();
  const [user] = await deps.db
    .insert(users)
    .values({ username, usernameKey: username, passwordHash: '', displayName: username })
    .returning();
  const userId = user!.id;
  const id = await createSession(deps.db, { userId, method: 'password', address: '', userAgent: '', now });
  const session = (await validateSession(deps.db, id, now)) as Session;
  const { idHash: sessionHash } = session;
  if (options.gate) await rememberPassword(deps.db, { sessionHash, purpose: 'enrollment', consentVersion: '1', now });
  const sync = createGallerySync(deps);
  return {
    deps,
    session,
    sync,
    gallery,
    enroll: (frames: Uint8Array[]) => enrollClip(deps, { session, frames, sync }),
  };
}

beforeEach(truncateAll);

test('a clip of one person becomes five encrypted templates, in the database and in the gallery', async () => {
  const { enroll, gallery, session } = await signedIn('alice', { gate: true });
  const result = await enroll(clip([7, 24]));
  expect(result.kind).toBe('enrolled');
  expect(result.kind === 'enrolled' && result.crops.every((url) => url.startsWith('data:image/jpeg;base64,'))).toBe(
    true,
  );
  const rows = await (await testDb()).select().from(faceTemplates);
  expect(rows).toHaveLength(5);
  const plain = Buffer.from([7, 1, 2, 3, 4, 5, 6, 7]);
  expect(rows.some((row) => Buffer.from(row.ciphertext).includes(plain))).toBe(false);
  expect(gallery.get(session.userId)?.map((template) => template.bytes[0])).toEqual([7, 7, 7, 7, 7]);
  expect(await (await testDb()).select().from(enrollments)).toMatchObject([{ consentVersion: '1' }]);
});

test('without the password of the last five minutes nothing is enrolled', async () => {
  const { enroll } = await signedIn('alice', { gate: false });
  expect(enroll(clip([7, 24]))).rejects.toMatchObject({ code: 'password-needed' });
  expect(await (await testDb()).select().from(faceTemplates)).toEqual([]);
});

test('the password of one session opens nothing for another', async () => {
  await signedIn('alice', { gate: true });
  const { enroll } = await signedIn('bob', { gate: false });
  expect(enroll(clip([7, 24]))).rejects.toMatchObject({ code: 'password-needed' });
});

test('a password that was given six minutes ago does not count', async () => {
  const { deps, session, sync } = await signedIn('alice', { gate: true });
  const later = { ...deps, clock: () => new Date(Date.now() + 6 * 60_000) };
  const late = enrollClip(later, { session, frames: clip([7, 24]), sync });
  expect(late).rejects.toMatchObject({ code: 'password-needed' });
});

test('a bystander in the clip is refused, and a glimpse of one is not enrolled', async () => {
  const { enroll, gallery, session } = await signedIn('alice', { gate: true });
  expect(await enroll(clip([7, 12], [9, 12]))).toEqual({ kind: 'retry', problems: ['several-people'] });
  expect(await (await testDb()).select().from(faceTemplates)).toEqual([]);
  await enroll(clip([7, 10], [9, 1], [7, 12]));
  expect(gallery.get(session.userId)?.map((template) => template.bytes[0])).toEqual([7, 7, 7, 7, 7]);
});

test('fewer than ten good frames are told with what to change', async () => {
  const { enroll } = await signedIn('alice', { gate: true });
  const result = await enroll(clip([7, 9], [0, 15]));
  expect(result).toMatchObject({ kind: 'retry' });
  expect(result.kind === 'retry' && result.problems).toContain('too-dark');
});

test('enrolling again replaces what was there, and nobody else changes', async () => {
  const bob = await signedIn('bob', { gate: true });
  await bob.enroll(clip([9, 24]));
  const alice = await signedIn('alice', { gate: true });
  await alice.enroll(clip([7, 24]));
  await alice.enroll(clip([8, 24]));
  const { deps } = alice;
  const loaded = (await Array.fromAsync(loadGallery({ ...deps, recognizer: 'embedding' }))).flat();
  const peopleOf = (userId: string) => loaded.filter((row) => row.userId === userId).map((row) => row.bytes[0]);
  expect(peopleOf(alice.session.userId)).toEqual([8, 8, 8, 8, 8]);
  expect(peopleOf(bob.session.userId)).toEqual([9, 9, 9, 9, 9]);
});

test('a removed face is gone from the database and from the gallery', async () => {
  const { deps, enroll, gallery, session, sync } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  await removeFace(deps, { userId: session.userId, sync });
  expect(await (await testDb()).select().from(faceTemplates)).toEqual([]);
  expect(await (await testDb()).select().from(enrollments)).toEqual([]);
  expect(gallery.get(session.userId)).toEqual([]);
});

test('a removal leaves a receipt that says what went, and a second one has nothing to remove', async () => {
  const { deps, enroll, session, sync } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  const receipt = await removeFace(deps, { userId: session.userId, sync });
  const [event] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-removed'));
  expect(event).toMatchObject({ id: receipt!, userId: session.userId, actorId: null });
  const detail = { reason: 'asked', templates: 5, recognizers: 'embedding', consentVersion: '1' };
  expect(event?.detail).toMatchObject(detail);
  expect(await removeFace(deps, { userId: session.userId, sync })).toBeNull();
});

test('a face is removed even while the vision worker cannot answer', async () => {
  const { deps, enroll, session } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  const sync = async () => {
    throw new Error('the worker is starting again');
  };
  expect(await removeFace(deps, { userId: session.userId, sync })).not.toBeNull();
  expect(await deps.db.select().from(faceTemplates)).toEqual([]);
});

test('each enrolment leaves in the audit trail which consent was given, and when', async () => {
  const { deps, enroll } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  await enroll(clip([7, 24]));
  const events = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-enrolled'));
  expect(events).toHaveLength(2);
  for (const { detail } of events) {
    expect(detail).toMatchObject({ consentVersion: '1' });
    expect(Date.parse(String(detail.consentedAt))).toBeGreaterThan(0);
  }
});

test('templates that another key sealed are left out, and the others still load', async () => {
  const { deps, enroll } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  const foreign = {
    ...deps.keys,
    open: () => {
      throw new Error('another key');
    },
  };
  expect((await Array.fromAsync(loadGallery({ ...deps, keys: foreign, recognizer: 'embedding' }))).flat()).toEqual([]);
});

test("a face that is somebody else's already is enrolled, and the operator can see it", async () => {
  const bob = await signedIn('bob', { gate: true });
  await bob.enroll(clip([7, 24]));
  const alice = await signedIn('alice', { gate: true });
  // One gallery: Alice's engine knows what Bob's was told.
  for (const [userId, own] of bob.gallery) alice.gallery.set(userId, own);
  expect(await alice.enroll(clip([7, 24]))).toMatchObject({ kind: 'enrolled' });
  const events = await (await testDb()).select().from(auditEvents).where(eq(auditEvents.kind, 'face-duplicate'));
  expect(events).toMatchObject([{ userId: alice.session.userId, detail: { other: bob.session.userId } }]);
});

test('enrolling oneself again, or a face of nobody else, is no duplicate', async () => {
  const alice = await signedIn('alice', { gate: true });
  await alice.enroll(clip([7, 24]));
  await alice.enroll(clip([7, 24]));
  const kinds = (await (await testDb()).select().from(auditEvents)).map(({ kind }) => kind);
  expect(kinds).not.toContain('face-duplicate');
});

async function second(refuse: boolean, liveness: Partial<Deps['liveness']>) {
  const bob = await signedIn('bob', { gate: true });
  await bob.enroll(clip([7, 24]));
  const alice = await signedIn('alice', { gate: true });
  for (const [userId, own] of bob.gallery) alice.gallery.set(userId, own);
  alice.deps.config = { ...alice.deps.config, duplicateFaces: refuse ? 'refuse' : 'warn' };
  alice.deps.liveness = { challenge: false, ...liveness };
  return alice;
}
const live = { passive: { passive: 0.5 } };

test("where doubles are refused, a face that is somebody else's is not enrolled, in neutral words, and a few times only", async () => {
  const alice = await second(true, live);
  for (let i = 0; i < 6; i++) {
    expect(await alice.enroll(clip([7, 24]))).toEqual({ kind: 'retry', problems: ['not-possible'] });
  }
  expect(alice.enroll(clip([7, 24]))).rejects.toMatchObject({ code: 'throttled' });
  expect((await (await testDb()).select().from(enrollments)).map(({ userId }) => userId)).not.toContain(
    alice.session.userId,
  );
  const events = await (await testDb()).select().from(auditEvents).where(eq(auditEvents.kind, 'face-duplicate'));
  expect(events[0]).toMatchObject({ detail: { refused: true } });
});

test('where doubles are refused, a new face is enrolled as ever, as often as one likes', async () => {
  const alice = await second(true, live);
  for (let i = 0; i < 8; i++) expect(await alice.enroll(clip([9, 24]))).toMatchObject({ kind: 'enrolled' });
});

test('a double is not refused where nothing is asked of life: a photograph could be enrolled first', async () => {
  const alice = await second(true, {});
  expect(await alice.enroll(clip([7, 24]))).toMatchObject({ kind: 'enrolled' });
});
