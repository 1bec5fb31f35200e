import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import { keptApart, readMembers } from './groups.ts';
import { portray, withBorder } from './portraits.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-groups-'));
afterAll(() => rmSync(folder, { recursive: true }));

function indexed(name: string, lines: string[]): string {
  const data = join(folder, name);
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'index.tsv'), `${lines.join('\n')}\n`);
  return data;
}

describe('a set of people', () => {
  test('is drawn the same each time where only some of each group are wanted', async () => {
    const lines = Array.from({ length: 20 }, (_, n) => `${n}.jpg\t${n % 2 ? 'male' : 'female'}\t30\twhite`);
    const many = indexed('many', ['file\tsex\tage\trace', ...lines]);
    const some = await readMembers({ data: many, most: 3 });
    expect(some.map(({ group }) => group)).toEqual([...Array(3).fill('white female'), ...Array(3).fill('white male')]);
    expect(await readMembers({ data: many, most: 3 })).toEqual(some);
    expect(await readMembers({ data: many, most: 30 })).toHaveLength(20);
  });

  test('is told apart by its sets, or by race and sex, or as it is asked', async () => {
    const named = indexed('named', [
      'file\tset\tperson\tsex',
      'a/1.jpg\tnorth\tann\tfemale',
      'a/2.jpg\tnorth\tann\tfemale',
      'b/1.jpg\tsouth\tbob\tmale',
    ]);
    expect(await readMembers({ data: named })).toEqual([
      { person: 'ann', group: 'north', source: 'named/north', images: ['a/1.jpg', 'a/2.jpg'] },
      { person: 'bob', group: 'south', source: 'named/south', images: ['b/1.jpg'] },
    ]);
    const groups = async (options: Parameters<typeof readMembers>[0]) =>
      (await readMembers(options)).map(({ group }) => group);
    expect(await groups({ data: named, by: ['set', 'sex'] })).toEqual(['north female', 'south male']);
    const people = indexed('people', ['file\tsex\tage\trace', '1.jpg\tmale\t24\tblack', '2.jpg\tfemale\t61\twhite']);
    expect(await groups({ data: people })).toEqual(['black male', 'white female']);
    expect(await groups({ data: people, by: ['age'] })).toEqual(['up to 24', 'over 59']);
  });

  test('without an index is a folder of images for each person', async () => {
    const data = join(folder, 'cameras');
    for (const person of ['ann', 'bob']) mkdirSync(join(data, person), { recursive: true });
    writeFileSync(join(data, 'ann', '1.jpg'), '');
    expect(await readMembers({ data })).toEqual([
      { person: 'ann', group: 'cameras', source: 'cameras', images: ['ann/1.jpg'] },
    ]);
  });

  test('that is empty, or whose index names no files, is refused in a line', async () => {
    expect(readMembers({ data: join(folder, 'nowhere') })).rejects.toThrow('There is nobody in');
    expect(readMembers({ data: indexed('bad', ['name', 'x']) })).rejects.toThrow('names no column "file"');
  });

  test('of the name of another one keeps its people apart: they may be the same', async () => {
    const one = { person: 'ann', group: 'north', source: 'x', images: [] };
    expect(keptApart([one], [one], '/data/pairs/north')).toEqual([{ ...one, group: 'pairs/north' }]);
    expect(keptApart([], [one], '/data/pairs/north')).toEqual([one]);
  });
});

describe('the images of a set', () => {
  const data = join(folder, 'photographs');
  const aligned = { width: 112, height: 112, data: new Uint8Array() };
  const pipeline = {
    look: async ({ width }: { width: number }) =>
      width < 100 ? { observation: { problem: 'no-face' } } : { observation: {}, aligned },
  } as unknown as Pipeline;
  const recognizer = { extract: () => 'template' } as unknown as Recognizer;

  beforeAll(async () => {
    mkdirSync(join(data, 'ann'), { recursive: true });
    const draw = (width: number, height: number, file: string) =>
      sharp({ create: { width, height, channels: 3, background: '#888' } }).toFile(join(data, 'ann', file));
    await draw(6000, 4500, 'large.jpg');
    await draw(50, 50, 'small.png');
    writeFileSync(join(data, 'ann', 'cut.jpg'), 'no image');
  });

  test('that are large are taken, and those that are damaged or show no face are counted and passed over', async () => {
    const found = await portray({ data }, { pipeline, recognizer, gate: false, progress: () => {} });
    expect(found).toMatchObject({ images: 3, failures: { damaged: 1, 'no-face': 1 } });
    expect(found.people).toMatchObject([{ person: 'ann', templates: ['template'] }]);
  });

  test('that are cut close get a black border as wide as half of them', () => {
    const frame = withBorder({ width: 2, height: 2, data: new Uint8Array(12).fill(9) });
    expect([frame.width, frame.height]).toEqual([4, 4]);
    const lit = Array.from({ length: 16 }, (_, at) => frame.data[at * 3] === 9);
    expect(lit.flatMap((on, at) => (on ? [at] : []))).toEqual([5, 6, 9, 10]);
  });
});
