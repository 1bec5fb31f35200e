import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { clip, signedIn } from '../../test/helpers/camera/enrolling.ts';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { auditEvents, enrollments, faceTemplates } from '../db/schema.ts';
import { enrollClip, removeFace } from './enroll.ts';
import { loadGallery } from './load.ts';

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

test('without a password in the last five minutes nothing is enrolled', async () => {
  const { enroll } = await signedIn('alice', { gate: false });
  expect(enroll(clip([7, 24]))).rejects.toMatchObject({ code: 'password-needed' });
  expect(await (await testDb()).select().from(faceTemplates)).toEqual([]);
});

test('a password in one session opens nothing for another', async () => {
  await signedIn('alice', { gate: true });
  const { enroll } = await signedIn('bob', { gate: false });
  expect(enroll(clip([7, 24]))).rejects.toMatchObject({ code: 'password-needed' });
});

test('a password from six minutes ago does not count', async () => {
  const { deps, session } = await signedIn('alice', { gate: true });
  const later = { ...deps, clock: () => new Date(Date.now() + 6 * 60_000) };
  const late = enrollClip(later, { session, frames: clip([7, 24]) });
  expect(late).rejects.toMatchObject({ code: 'password-needed' });
});

test('a clip with a bystander is refused, and a glimpse of one is not enrolled', async () => {
  const { enroll, gallery, session } = await signedIn('alice', { gate: true });
  expect(await enroll(clip([7, 12], [9, 12]))).toEqual({ kind: 'retry', problems: ['several-people'] });
  expect(await (await testDb()).select().from(faceTemplates)).toEqual([]);
  await enroll(clip([7, 10], [9, 1], [7, 12]));
  expect(gallery.get(session.userId)?.map((template) => template.bytes[0])).toEqual([7, 7, 7, 7, 7]);
});

test('a clip with fewer than ten good frames is answered with what to change', async () => {
  const { enroll } = await signedIn('alice', { gate: true });
  const result = await enroll(clip([7, 9], [0, 15]));
  expect(result).toMatchObject({ kind: 'retry' });
  expect(result.kind === 'retry' && result.problems).toContain('too-dark');
});

test('a new enrollment replaces the former one and changes nobody else’s', async () => {
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
  const { deps, enroll, gallery, session } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  await removeFace(deps, session.userId);
  expect(await (await testDb()).select().from(faceTemplates)).toEqual([]);
  expect(await (await testDb()).select().from(enrollments)).toEqual([]);
  expect(gallery.get(session.userId)).toEqual([]);
});

test('a removal leaves a receipt of what was deleted, and a second one deletes nothing', async () => {
  const { deps, enroll, session } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  const receipt = await removeFace(deps, session.userId);
  const [event] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-removed'));
  expect(event).toMatchObject({ id: receipt!, userId: session.userId, actorId: null });
  const detail = { reason: 'asked', templates: 5, recognizers: 'embedding', consentVersion: '1' };
  expect(event?.detail).toMatchObject(detail);
  expect(await removeFace(deps, session.userId)).toBeNull();
});

test('a face is removed even while the vision worker cannot answer', async () => {
  const { deps, enroll, session } = await signedIn('alice', { gate: true });
  await enroll(clip([7, 24]));
  deps.vision.putUser = async () => {
    throw new Error('the worker is starting again');
  };
  expect(await removeFace(deps, session.userId)).not.toBeNull();
  expect(await deps.db.select().from(faceTemplates)).toEqual([]);
});

test('each enrollment writes its consent and the time of it to the audit trail', async () => {
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

test('templates under another key are left out', async () => {
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
