import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { MEMORY_FOLDER, opencvProblem } from './addon.ts';
import { CELL_PIXELS } from './bytes.ts';
import { BINS } from './codes.ts';
import { openScratch, readCounts } from './model.ts';

/** A model as OpenCV 4.6 saves it, with lines of 64 characters. */
function savedModel(shares: Float32Array): string {
  const header = Buffer.from('1f'.padEnd(24), 'latin1');
  const lines = Buffer.concat([header, Buffer.from(shares.buffer)])
    .toString('base64')
    .match(/.{1,64}/g)!;
  return [
    '%YAML:1.0\n---\nopencv_lbphfaces:\n   threshold: 1.7976931348623157e+308\n   radius: 1\n   neighbors: 8',
    '   grid_x: 8\n   grid_y: 8\n   histograms:\n      - !!opencv-matrix\n         rows: 1\n         cols: 16384',
    '         dt: f\n         data: !!binary |',
    ...lines.map((line) => `            ${line}`),
    '   labels: !!opencv-matrix\n      rows: 1\n      cols: 1\n      dt: i\n      data: !!binary |',
    '         MWkgICAgICAgICAgICAgICAgICAgICAgAAAAAA==\n   labelsInfo:\n      []\n',
  ].join('\n');
}

describe('a model that OpenCV saved', () => {
  const counts = Uint8Array.from({ length: BINS }, (_, bin) => (bin * 7) % (CELL_PIXELS + 1));
  const model = savedModel(Float32Array.from(counts, (count) => count * Math.fround(1 / CELL_PIXELS)));

  test('gives every count of its histogram', () => {
    expect(readCounts(model)).toEqual(counts);
  });

  test.each<[string, string]>([
    ['empty', ''],
    ['cut short', model.slice(0, 5_000)],
    ['of numbers that are not in base64', model.replace('!!binary |', '[ 1., 2. ]')],
  ])('that is %s is refused', (_, damaged) => {
    expect(() => readCounts(damaged)).toThrow('Cannot read the histogram that OpenCV saved');
  });
});

describe('the file of a saved model', () => {
  test.skipIf(!existsSync(MEMORY_FOLDER))('has no name, and is empty again once it was read', () => {
    const names = () => readdirSync(MEMORY_FOLDER).filter((name) => name.startsWith('facelogin-'));
    const before = names();
    const scratch = openScratch();
    expect(names()).toEqual(before);
    const path = scratch.path.replace('?base64', '');
    for (const text of ['a longer text', 'short']) {
      writeFileSync(path, text);
      expect(scratch.take()).toBe(text);
      expect(scratch.take()).toBe('');
    }
    scratch.close();
    expect(existsSync(path)).toBe(false);
  });
});

test('on Bun OpenCV cannot be used, and the reason says what to do', () => {
  expect(opencvProblem('/nowhere')).toBe(
    'Bun cannot load the OpenCV addon. Start the server on Node: npm run start:node',
  );
});
