/**
 * Strangers before one camera in one light are more alike than photographs from all over, on which thresholds are
 * measured. How much more: AT&T's (ORL) 40 people, ten images each, of one camera and one background.
 * docs/accuracy.md quotes these figures.
 */
import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { impostorsOf } from '../lab/calibrate/impostors.ts';
import type { Portrayed } from '../lab/data/portraits.ts';
import { findModels } from '../src/vision/models/models.ts';
import { openPipeline } from '../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../src/vision/protocol.ts';
import { calibrationOf } from '../src/vision/recognizers/calibration.ts';
import type { Recognizer } from '../src/vision/recognizers/recognizer.ts';
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

/** Everybody with the templates of their ten images. */
async function peopleOf(folder: string, recognizer: Recognizer): Promise<Portrayed[]> {
  const pipeline = await openPipeline(findModels());
  const people: Portrayed[] = [];
  for (let person = 1; person <= PEOPLE; person++) {
    const name = `s${person}`;
    const portrayed: Portrayed = { person: name, group: 'orl', source: 'orl', images: [], templates: [] };
    for (let image = 1; image <= IMAGES; image++) {
      const { observation, aligned } = await pipeline.look(await frameOf(join(folder, name, `${image}.pgm`)));
      if (!observation.problem && aligned) portrayed.templates.push(await recognizer.extract(aligned));
    }
    people.push(portrayed);
  }
  await pipeline.release();
  return people.filter(({ templates }) => templates.length > 0);
}

/** How many times what a threshold of one comparison promises strangers before one camera may match. */
const TIMES = { embedding: 3, lbph: 40 };

describeIf(data, 'strangers before one camera', 'no AT&T/ORL faces: put them into orl/ of FACELOGIN_TESTDATA', () => {
  test.each(['embedding', 'lbph'] as const)(
    'match at most as often as the documents say: %s',
    async (id) => {
      const recognizer = await openRecognizer(id, findModels());
      const { scores } = impostorsOf(await peopleOf(data!, recognizer), { recognizer, enrolled: 1 });
      await recognizer.release?.();
      expect(scores.length).toBeGreaterThan(10_000);
      for (const { fmr, score } of calibrationOf(id).tables[0]!.table) {
        if (fmr < 1e-4) continue;
        const matches = scores.filter((one) => one >= score).length / scores.length;
        expect(matches).toBeLessThanOrEqual(TIMES[id] * fmr);
      }
    },
    180_000,
  );
});
