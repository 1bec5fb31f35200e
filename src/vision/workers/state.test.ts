import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeIf, testData } from '../../../test/helpers/need.ts';
import { findModels } from '../models/models.ts';
import { normalizeFrame } from '../pipeline/normalize.ts';
import type { Frame } from '../protocol.ts';
import { openStudio, type Studio } from './state.ts';

const clips = testData('webcam-id');

describeIf(
  clips,
  'a frame while movements are asked for',
  'no pictures: put webcam-id/ into FACELOGIN_TESTDATA',
  () => {
    let studio: Studio;
    let frame: Frame;

    beforeAll(async () => {
      studio = await openStudio({ modelsDir: findModels(), recognizer: 'embedding' });
      frame = await normalizeFrame(readFileSync(join(clips!, 'auduno', 'enroll_01.jpg')));
      const { templates } = await studio.sample(frame);
      const own = templates.filter(({ recognizer }) => recognizer === 'embedding');
      studio.gallery.putUser(
        'auduno',
        own.map((template, index) => ({ ...template, userId: 'auduno', templateId: `${index}` })),
      );
    });
    afterAll(() => studio.release());

    test('is compared with nobody while the head is still', async () => {
      const { face } = await studio.observe(frame, {});
      const still = await studio.observe(frame, { turning: true, reference: face!.points });
      expect(still).toMatchObject({ still: true, candidates: [] });
      expect(still.face!.points).toEqual(face!.points);
    });

    test('is compared as any other once the head has moved', async () => {
      const { face } = await studio.observe(frame, {});
      const elsewhere = face!.points.map((value, i) => (i === 60 ? value - 0.4 * face!.box.width : value));
      const moved = await studio.observe(frame, { turning: true, reference: elsewhere });
      expect(moved.still).toBeUndefined();
      expect(moved.candidates[0]).toMatchObject({ userId: 'auduno' });
    });
  },
);
