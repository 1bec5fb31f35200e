/**
 * Runs `lbph/opencv.ts` for test/opencv-parity.test.ts. Only Node can load the addon, so this is a bundle in a separate
 * process: `node opencv-backend.js <packages> <folder> <faces>`. It reads the first faces of `faces.rgb` (112x112 RGB
 * each) from the folder. It writes `templates.json` (encoded, in base64) and `scores.bin` (float64, each template
 * against each, row by row).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LbphTemplate } from '../../../src/vision/recognizers/lbph/bytes.ts';
import { openLbphByOpenCv } from '../../../src/vision/recognizers/lbph/opencv.ts';

const [packages, folder, count] = process.argv.slice(2) as [string, string, string];
const SIDE = 112;
const size = SIDE * SIDE * 3;

const rgb = readFileSync(join(folder, 'faces.rgb'));
const lbph = openLbphByOpenCv(packages);
const templates: LbphTemplate[] = [];
for (let face = 0; face < Number(count); face++) {
  const data = new Uint8Array(rgb.subarray(face * size, (face + 1) * size));
  templates.push(await lbph.extract({ width: SIDE, height: SIDE, data }));
}
const encoded = templates.map((template) => Buffer.from(lbph.encode(template)).toString('base64'));
writeFileSync(join(folder, 'templates.json'), JSON.stringify(encoded));
const scores = templates.map((probe) => Buffer.from(lbph.compareAll(probe, templates).buffer));
writeFileSync(join(folder, 'scores.bin'), Buffer.concat(scores));
await lbph.release?.();
