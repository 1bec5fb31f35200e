/** The default recognizer on real faces, from files to rates; docs/accuracy.md has the same for whole data sets. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findModels } from '../../src/vision/models/models.ts';
import { openPipeline } from '../../src/vision/pipeline/pipeline.ts';
import { openRecognizer } from '../../src/vision/recognizers/registry.ts';
import { describeIf, testData } from '../../test/helpers/need.ts';
import { evaluateIdentities } from './identities.ts';

const frames = testData('webcam-id');
const WHY = 'no web-camera frames: put the folder webcam-id (see docs/accuracy.md) where FACELOGIN_TESTDATA points';

/** Six of everybody's fourteen frames: four are enrolled, two compared. */
const SIX = /_0[123]\./;

describeIf(frames, 'people before their web cameras', WHY, () => {
  let data = '';
  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), 'facelogin-webcam-'));
    symlinkSync(frames!, join(data, 'images'));
    const people = readdirSync(frames!).map((person) => [
      person,
      readdirSync(join(frames!, person))
        .filter((file) => SIX.test(file))
        .map((file) => `${person}/${file}`),
    ]);
    writeFileSync(join(data, 'identities.json'), JSON.stringify(Object.fromEntries(people)));
  });
  afterAll(() => rmSync(data, { recursive: true }));

  test('are told apart without a miss, at the thresholds of the calibration, too', async () => {
    const pipeline = await openPipeline(findModels());
    const recognizer = await openRecognizer('embedding', findModels());
    const options = { data, pipeline, recognizer, gate: false, enroll: 4, draws: 2, progress: () => {} };
    const result = await evaluateIdentities(options);
    await recognizer.release?.();
    await pipeline.release();
    expect(result).toMatchObject({ people: 13, images: 78, failures: {}, genuine: 52, eer: 0 });
    expect(result.operatingPoints.map(({ fnmr }) => fnmr)).toEqual([0, 0, 0, 0]);
    expect(result.identification!.map(({ fnir }) => fnir)).toEqual([0, 0]);
    for (const { promised, fmr, fnmr } of result.calibrated!) {
      if (promised >= 1e-4) expect(fnmr).toBe(0);
      else expect(fnmr).toBeLessThan(0.03);
      if (promised <= 1e-3) expect(fmr).toBe(0);
    }
  }, 60_000);
});
