import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describeIf, testData } from '../../../test/helpers/need.ts';
import { EXPRESSION_POINTS, openingsOf } from '../../biometrics/session/expression.ts';
import { findModels } from '../models/models.ts';
import { type Mesher, openMesher } from './mesh.ts';
import { normalizeFrame } from './normalize.ts';
import { type OpenPipeline, openPipeline } from './pipeline.ts';

const faces = testData('webcam-id');

describeIf(faces, 'the points of lids and lips', 'no pictures: put webcam-id/ into FACELOGIN_TESTDATA', () => {
  let pipeline: OpenPipeline;
  let mesher: Mesher;
  beforeAll(async () => {
    [pipeline, mesher] = [await openPipeline(findModels()), await openMesher(findModels())];
  });
  afterAll(async () => {
    await pipeline.release();
    await mesher.release();
  });

  async function pointsOf(image: Uint8Array) {
    const frame = await normalizeFrame(image);
    const { face } = (await pipeline.look(frame)).observation;
    return { face: face!, mesh: await mesher.find(frame, Float32Array.from(face!.points)) };
  }
  const file = (person: string) => readFileSync(join(faces!, person, 'enroll_01.jpg'));

  test.each(['auduno', 'franck', 'lp_d0', 'lp_d12'])(
    'lie where the 68 points have eyes and nose: %s',
    async (person) => {
      const { face, mesh } = await pointsOf(file(person));
      const gap = (index: number, point: number) => {
        const at = EXPRESSION_POINTS.indexOf(index) * 2;
        return Math.hypot(mesh[at]! - face.points[point * 2]!, mesh[at + 1]! - face.points[point * 2 + 1]!);
      };
      const eyes = Math.hypot(face.points[72]! - face.points[90]!, face.points[73]! - face.points[91]!);
      for (const [index, point] of [
        [33, 36],
        [133, 39],
        [362, 42],
        [263, 45],
        [2, 33],
      ] as const) {
        expect(gap(index, point)).toBeLessThan(eyes * 0.12);
      }
    },
  );

  test('give the same openings for a face that leans', async () => {
    const upright = await pointsOf(file('franck'));
    const leaning = await pointsOf(await sharp(file('franck')).rotate(12, { background: '#3060f0' }).jpeg().toBuffer());
    const [one, other] = [upright, leaning].map(({ mesh }) => openingsOf(upright.mesh, mesh));
    expect(Math.abs(other!.eyes / one!.eyes - 1)).toBeLessThan(0.2);
    expect(Math.abs(other!.mouth - one!.mouth)).toBeLessThan(0.05);
  });
});
