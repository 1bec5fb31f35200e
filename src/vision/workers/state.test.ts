import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeIf, livenessModels, testData } from '../../../test/helpers/need.ts';
import { engineStarter } from '../../../test/helpers/vision/engine.ts';
import { EXPRESSION_POINTS } from '../../biometrics/session/expression.ts';
import { findModels } from '../models/models.ts';
import { normalizeFrame } from '../pipeline/normalize.ts';
import type { Frame } from '../protocol.ts';
import { openWorkerState, type WorkerState } from './state.ts';

const clips = testData('webcam-id');

const models = livenessModels();
const start = engineStarter();

describeIf(clips, 'a worker', 'no pictures: put webcam-id/ into FACELOGIN_TESTDATA', () => {
  let state: WorkerState;
  let frame: Frame;

  beforeAll(async () => {
    state = await openWorkerState({ modelsDir: findModels(), recognizer: 'embedding', mesh: true });
    frame = await normalizeFrame(readFileSync(join(clips!, 'auduno', 'enroll_01.jpg')));
    const { templates } = await state.sample(frame);
    const own = templates.filter(({ recognizer }) => recognizer === 'embedding');
    state.gallery.putUser(
      'auduno',
      own.map((template, index) => ({ ...template, userId: 'auduno', templateId: `${index}` })),
    );
  });
  afterAll(() => state.release());

  describe('a frame while movements are asked for', () => {
    test('is compared with nobody while the head is still', async () => {
      const { face } = await state.observe(frame, {});
      const still = await state.observe(frame, { turning: true, reference: face!.points });
      expect(still).toMatchObject({ still: true, candidates: [] });
      expect(still.face!.points).toEqual(face!.points);
    });

    test('comes with the points of lids and lips where they are asked for, and is compared', async () => {
      const asked = await state.observe(frame, { mesh: true });
      expect(asked.face!.mesh).toHaveLength(EXPRESSION_POINTS.length * 2);
      expect(asked.candidates[0]).toMatchObject({ userId: 'auduno' });
      expect((await state.observe(frame, {})).face!.mesh).toBeUndefined();
    });

    test('is compared as any other once the head has moved', async () => {
      const { face } = await state.observe(frame, {});
      const elsewhere = face!.points.map((value, i) => (i === 60 ? value - 0.4 * face!.box.width : value));
      const moved = await state.observe(frame, { turning: true, reference: elsewhere });
      expect(moved.still).toBeUndefined();
      expect(moved.candidates[0]).toMatchObject({ userId: 'auduno' });
    });
  });

  describeIf(models, 'its liveness networks', 'no liveness networks', () => {
    test('are opened and dropped while it works, and it keeps those that it has where others are missing', async () => {
      const cue = async () => (await state.observe(frame, {})).liveness?.passive;
      expect(await cue()).toBeUndefined();
      await state.useLiveness(models!);
      expect(await cue()).toBeNumber();
      expect(state.useLiveness('/nonexistent')).rejects.toThrow(/models fetch/);
      expect(await cue()).toBeNumber();
      await state.useLiveness('');
      expect(await cue()).toBeUndefined();
    });
  });
});

describeIf(clips && models, 'the liveness networks of a worker', 'no webcam-id/ or no liveness networks', () => {
  test('reach the worker of a running engine, and one that starts later', async () => {
    const bytes = readFileSync(join(clips!, 'auduno', 'enroll_01.jpg'));
    const { engine } = start();
    const cue = async () => (await engine.observe(bytes)).liveness?.passive;
    await engine.ready;
    expect(await cue()).toBeUndefined();
    await engine.useLiveness(models!);
    expect(await cue()).toBeNumber();
    await engine.useLiveness(undefined);
    expect(await cue()).toBeUndefined();
    const later = start().engine;
    await later.useLiveness(models!);
    expect((await later.observe(bytes)).liveness?.passive).toBeNumber();
  });
});
