import { afterAll, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findModels, MODELS } from '../../models/models.ts';
import { ARCFACE_POINTS } from '../../pipeline/align.ts';
import { calibrationOf } from '../calibration.ts';
import type { AlignedFace } from '../recognizer.ts';
import { installedRecognizers } from '../registry.ts';
import { openCustom } from './custom.ts';
import { readCustomModel } from './description.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-custom-'));
afterAll(() => rmSync(folder, { recursive: true }));

copyFileSync(join(findModels(), MODELS.feature.file), join(folder, 'model.onnx'));
const sha256 = createHash('sha256')
  .update(readFileSync(join(folder, 'model.onnx')))
  .digest('hex');
const input = { size: 112, channels: 'rgb', mean: 127.5, divisor: 127.5 };
const good = { file: 'model.onnx', sha256, ...input, calibration: 'model.calibration.json' };

let written = 0;
function described(description: unknown): string {
  const path = join(folder, `model-${written++}.json`);
  writeFileSync(path, JSON.stringify(description));
  return path;
}

function face(seed: number): AlignedFace {
  const data = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => 128 + 100 * Math.sin((i / 3) * (0.1 + seed / 50)));
  return { width: 112, height: 112, data };
}

test('a custom model makes templates that can be stored, compared and searched', async () => {
  const custom = await openCustom(described(good));
  const [a, b] = [await custom.extract(face(1)), await custom.extract(face(9))];
  expect(a.length).toBe(512);
  expect(custom.compare(a, a)).toBeCloseTo(1, 5);
  expect(custom.compare(a, b)).toBeLessThan(0.99);
  const index = custom.createIndex();
  index.put('ann', [{ templateId: 't', template: custom.decode(custom.encode(a)) }]);
  expect(index.search(a, 1)[0]).toMatchObject({ userId: 'ann', templateId: 't' });
  await custom.release?.();
});

test('a model with its own alignment takes the frame, and equal points give equal pixels', async () => {
  const [plain, own] = [
    await openCustom(described(good)),
    await openCustom(described({ ...good, alignment: ARCFACE_POINTS })),
  ];
  const picture = face(3);
  const source = { frame: picture, points: ARCFACE_POINTS };
  const [a, b] = [await plain.extract(picture), await own.extract({ ...picture, source })];
  // Without the last row and column, which are at the edge of the frame.
  expect(plain.compare(a, b)).toBeGreaterThan(0.95);
  expect(own.extract(picture)).rejects.toThrow(RangeError);
  await plain.release?.();
  await own.release?.();
});

test('a change of the model or of its input makes another version, a moved calibration does not', () => {
  const version = (change: object) => readCustomModel(described({ ...good, ...change })).version;
  expect(version({})).toBe(version({ calibration: 'elsewhere.json' }));
  expect(version({ channels: 'bgr' })).not.toBe(version({}));
  expect(version({ sha256: '0'.repeat(64) })).not.toBe(version({}));
});

test.each<[string, object | undefined, RegExp]>([
  ['is missing', undefined, /Cannot read the model description/],
  ['lacks its checksum', { ...good, sha256: undefined }, /sha256/],
  ['has a size without an alignment', { ...good, size: 160 }, /needs its own alignment/],
  ['has a divisor of 0', { ...good, divisor: 0 }, /divisor/],
  ['names a file that is not there', { ...good, file: 'no.onnx' }, /Cannot read the model .*no\.onnx/],
  ['names another file than it was made for', { ...good, sha256: '0'.repeat(64) }, /its SHA-256 is/],
])('a description that %s is refused in one line', async (_, description, message) => {
  const path = description ? described(description) : join(folder, 'missing.json');
  const error = await openCustom(path).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'ModelError' });
  expect(String(error)).toMatch(message);
});

test('a file that is no network is refused in one line', async () => {
  writeFileSync(join(folder, 'text.onnx'), 'no network');
  const digest = createHash('sha256').update('no network').digest('hex');
  const path = described({ ...good, file: 'text.onnx', sha256: digest });
  const error = await openCustom(path).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'ModelError' });
});

test('a model without a calibration, or with that of another model, is refused', () => {
  const path = described(good);
  expect(() => calibrationOf('custom', path)).toThrow(/facelogin -- calibrate/);
  const calibration = { ...calibrationOf('embedding'), recognizer: 'custom', version: 1 };
  writeFileSync(join(folder, good.calibration), JSON.stringify(calibration));
  expect(() => calibrationOf('custom', path)).toThrow(/another model/);
  const own = { ...calibration, version: readCustomModel(path).version };
  writeFileSync(join(folder, good.calibration), JSON.stringify(own));
  expect(calibrationOf('custom', path)).toEqual(own);
});

test('it is one more recognizer beside the others', () => {
  expect(installedRecognizers()).toEqual(['embedding', 'lbph']);
  expect(installedRecognizers('/some/model.json')).toContain('custom');
});
