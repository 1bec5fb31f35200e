/**
 * Strangers before one camera in one light are more alike to LBPH than photographs from all over, on which its
 * threshold was measured. How much more: AT&T's (ORL) 40 people, ten images each, of one camera and one background.
 * docs/accuracy.md quotes these figures.
 */
import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { clopperPearson, countAtLeast } from '../src/biometrics/metrics.ts';
import { impostorScores } from '../src/vision/calibration/calibrate.ts';
import { findModels } from '../src/vision/models.ts';
import { openPipeline } from '../src/vision/pipeline.ts';
import type { Frame } from '../src/vision/protocol.ts';
import { calibrationOf } from '../src/vision/recognizers/calibration.ts';
import { openRecognizer } from '../src/vision/recognizers/registry.ts';
import { describeIf, testData } from './helpers/need.ts';

const [PEOPLE, IMAGES] = [40, 10];
/** The images are small and cut close: three times the size, in the middle of a grey 640x480 frame. */
const SCALE = 3;
const FRAME = { width: 640, height: 480 };

/** A binary PGM of 8 bits as such a frame. */
async function frameOf(file: string): Promise<Frame> {
  const bytes = readFileSync(file);
  const [header, width, height] = bytes.toString('latin1').match(/^P5\s+(\d+)\s+(\d+)\s+255\s/) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const inner = { width: size.width * SCALE, height: size.height * SCALE };
  const [left, top] = [Math.floor((FRAME.width - inner.width) / 2), Math.floor((FRAME.height - inner.height) / 2)];
  const grey = await sharp(bytes.subarray(header!.length), { raw: { ...size, channels: 1 } })
    .resize({ ...inner, kernel: 'cubic' })
    .extend({
      left,
      top,
      right: FRAME.width - inner.width - left,
      bottom: FRAME.height - inner.height - top,
      background: '#808080',
    })
    .extractChannel(0)
    .raw()
    .toBuffer();
  return { ...FRAME, data: Uint8Array.from({ length: grey.length * 3 }, (_, at) => grey[Math.floor(at / 3)]!) };
}

const data = testData('orl');

const recognizer = await openRecognizer('lbph', findModels());

describeIf(data, 'strangers before one camera', 'no AT&T/ORL faces: put them into orl/ of FACELOGIN_TESTDATA', () => {
  const { table } = calibrationOf('lbph');
  let scores: Float64Array;
  const measured = (threshold: number) => countAtLeast(scores, threshold) / scores.length;

  beforeAll(async () => {
    const pipeline = await openPipeline(findModels());
    const templates = new Map<string, unknown>();
    for (let person = 1; person <= PEOPLE; person++) {
      for (let image = 1; image <= IMAGES; image++) {
        const name = `s${person}/${image}.pgm`;
        const { observation, aligned } = await pipeline.look(await frameOf(join(data!, name)));
        if (!observation.problem && aligned) templates.set(name, await recognizer.extract(aligned));
      }
    }
    await pipeline.release();
    scores = impostorScores(templates, recognizer);
  }, 120_000);

  test('match more often than the calibration says, by the factor that the documents name', () => {
    for (const { fmr, score } of table) expect(measured(score)).toBeGreaterThan(fmr);
    const strictest = table.at(-1)!;
    const [low, high] = clopperPearson(countAtLeast(scores, strictest.score), scores.length);
    // 1.2e-4 when written; another decoder or processor may move a comparison or two.
    expect(low).toBeLessThan(1.2e-4);
    expect(high).toBeGreaterThan(1.2e-4);
    expect(high).toBeLessThan(3e-4);
  });

  test('are enough of them to say so', () => {
    expect(scores.length).toBeGreaterThan(70_000);
  });
});
