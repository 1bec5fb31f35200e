/** Rows with photos: real pictures, the real networks. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { findClips } from '../../../test/helpers/camera/clips.ts';
import { framesOf, sideBySide, visionFor } from '../../../test/helpers/camera/pictures.ts';
import { truncateAll } from '../../../test/helpers/data/db.ts';
import { describeIf } from '../../../test/helpers/need.ts';
import { userNamed } from '../../../test/helpers/site/admin.ts';
import { testConfig, testDeps } from '../../../test/helpers/site/deps.ts';
import { auditEvents, enrollments, faceTemplates, importedPeople, users } from '../../db/schema.ts';
import { removeFace } from '../../faces/enroll.ts';
import type { Cells } from '../file/columns.ts';
import type { RowResult } from '../report.ts';
import { importFileRow } from '../run.ts';

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;

describeIf(clips, 'photos of a row', 'missing' in found ? found.missing : '', () => {
  let vision: Awaited<ReturnType<typeof visionFor>>;
  let deps: Awaited<ReturnType<typeof testDeps>>;
  const pictures: Record<string, Uint8Array> = {};

  beforeAll(async () => {
    vision = await visionFor();
    const [[man, other], [same], [woman]] = [
      await framesOf('cap13_edit2', 2),
      await framesOf('cap12_edit', 1),
      await framesOf('franck', 1),
    ];
    Object.assign(pictures, { man, other, same, woman, grey: await sideBySide(), text: new TextEncoder().encode('x') });
    pictures.both = await sideBySide('cap12_edit', 'franck');
  }, 60_000);
  afterAll(() => vision.close());
  beforeEach(async () => {
    await truncateAll();
    for (const id of (await vision.loaded()).keys()) await vision.putUser(id, []);
    deps = await testDeps({ vision });
  });

  /** Imports a person with these photos, of which some are sent. */
  async function bring(
    name: string,
    photos: string[],
    more: Partial<{ sent: string[]; dryRun: boolean; cells: object }> = {},
  ) {
    const { sent = photos, dryRun = false, cells = {} } = more;
    const row: Cells = {
      ...{ name, displayName: '', email: '', groups: '', photos: photos.join(';'), signIn: '' },
      ...{ consent: 'B. Maier, 2026-03-01', ...cells },
    };
    const files = sent.map((photo) => ({ name: photo, bytes: pictures[photo]! }));
    return importFileRow(deps, {}, { row: { line: 2, cells: row }, photos: files, dryRun });
  }
  const states = ({ state, photos }: RowResult): string[] => [
    state,
    ...photos.map((photo) => photo.why?.key ?? photo.state),
  ];
  const pictureCount = async () =>
    new Set((await deps.db.select().from(faceTemplates)).map((row) => row.sampleId)).size;

  test('are enrolled with the consent of the paper, and the face is found', async () => {
    expect(states(await bring('anna', ['man', 'other']))).toEqual(['added', 'enrolled', 'enrolled']);
    expect(await deps.db.select().from(enrollments)).toMatchObject([
      { consentVersion: 'paper (B. Maier)', consentedAt: new Date('2026-03-01T00:00:00Z') },
    ]);
    const [event] = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'picture-added'));
    expect(event!.detail).toMatchObject({ pictures: 2, consentVersion: 'paper (B. Maier)', by: 'console' });
    const [seen] = await vision.faces(pictures.same!, { among: { people: true } }, 1_048_576);
    expect(seen!.observation.candidates![0]!.userId).toBe((await userNamed('anna')).id);
    // No photo is kept: its name is all that is left of it.
    expect(await deps.db.select().from(importedPeople)).toMatchObject([{ photos: ['man', 'other'] }]);
  });

  test('of two people are refused, and nothing is written', async () => {
    const key = 'import.photo.other-person';
    expect(states(await bring('anna', ['man', 'woman']))).toEqual(['refused', key, key]);
    expect(await deps.db.select().from(users)).toEqual([]);
  });

  test('that are no good are told one by one, and the good one is enrolled; a later run adds what is left', async () => {
    const row = ['man', 'grey', 'both', 'text', 'other'];
    expect(states(await bring('anna', row, { sent: ['man', 'grey', 'both', 'text'] }))).toEqual([
      ...['added', 'enrolled', 'admin.problem.no-face', 'admin.problem.several-faces', 'error.image.type', 'later'],
    ]);
    expect(states(await bring('anna', row, { sent: ['man', 'other'] }))).toEqual([
      ...['completed', 'already', 'later', 'later', 'later', 'enrolled'],
    ]);
    expect(await pictureCount()).toBe(2);
    const third = await bring('anna', row, { sent: ['man', 'other'] });
    expect(third.state).toBe('same');
    expect(await pictureCount()).toBe(2);
    // A picture of somebody else is compared with those that are stored.
    const wrong = await bring('anna', ['man', 'woman'], { sent: ['woman'] });
    expect(states(wrong)).toEqual(['refused', 'already', 'import.photo.other-person']);
  });

  test('are looked at in a dry run, and nothing is written', async () => {
    expect(states(await bring('anna', ['man', 'grey'], { dryRun: true }))).toEqual([
      ...['added', 'enrolled', 'admin.problem.no-face'],
    ]);
    expect(await deps.db.select().from(users)).toEqual([]);
  });

  test('of a face that another account has are told with its name, or refused where the setting asks for it', async () => {
    await bring('anna', ['man']);
    const second = await bring('bertha', ['same']);
    expect(second).toMatchObject({ state: 'added', why: [{ key: 'import.duplicate', vars: { name: 'anna' } }] });
    const { id } = await userNamed('bertha');
    expect(await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'face-duplicate'))).toMatchObject([
      { userId: id, detail: { other: (await userNamed('anna')).id } },
    ]);
    deps.config = testConfig({ FACELOGIN_DUPLICATE_FACES: 'refuse' });
    expect(states(await bring('carla', ['same']))).toEqual(['refused', 'later']);
    expect(await userNamed('carla')).toBeUndefined();
  });

  test('do not bring back a face that was removed since', async () => {
    await bring('anna', ['man']);
    await removeFace(deps, (await userNamed('anna')).id);
    const again = await bring('anna', ['man', 'other']);
    expect(states(again)).toEqual(['same', 'left', 'left']);
    expect(again.why).toEqual([{ key: 'import.row.face-changed' }]);
    expect(await pictureCount()).toBe(0);
  });

  test('of somebody without a way in are found by programs alone', async () => {
    await bring('Courier, back door', ['man'], { cells: { signIn: 'no' } });
    const among = async (who: object) =>
      (await vision.faces(pictures.same!, { among: who }, 1_048_576))[0]!.observation.candidates ?? [];
    expect(await among({ people: true })).toEqual([]);
    expect(await among({ subjects: true })).toHaveLength(1);
  });

  test('of the same row, sent twice at the same time, are enrolled once', async () => {
    const both = await Promise.all([bring('anna', ['man', 'other']), bring('anna', ['man', 'other'])]);
    expect(both.map(({ state }) => state)).not.toContain('refused');
    expect(await pictureCount()).toBe(2);
    expect(await deps.db.select().from(users)).toHaveLength(1);
  });
});
