import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseIdentities, readIdentities, readPairs } from './lfw.ts';

let data = '';
let empty = '';
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'facelogin-lfw-'));
  empty = mkdtempSync(join(tmpdir(), 'facelogin-lfw-'));
  writeFileSync(join(data, 'pairs.tsv'), 'a\tb\tsame\tfold\nAnn/1.jpg\tAnn/2.jpg\t1\t1\nBob/1.jpg\tCid/1.jpg\t0\t2\n');
  writeFileSync(
    join(data, 'identities.json'),
    JSON.stringify({ Ann: ['Ann/1.jpg', 'Ann/1.jpg', 'Ann/2.jpg'], Bob: [] }),
  );
});
afterAll(() => {
  rmSync(data, { recursive: true });
  rmSync(empty, { recursive: true });
});

describe('a data set', () => {
  test('gives the pairs of some folds, or of all', async () => {
    expect(await readPairs(data)).toHaveLength(2);
    expect(await readPairs(data, [2])).toEqual([{ a: 'Bob/1.jpg', b: 'Cid/1.jpg', same: false, fold: 2 }]);
    expect(readPairs(data, [3])).rejects.toThrow('There are no pairs in pairs.tsv of folds 3.');
  });

  test('gives people with each image once, and those of some folds alone', async () => {
    expect([...(await readIdentities(data))]).toEqual([
      ['Ann', ['Ann/1.jpg', 'Ann/2.jpg']],
      ['Bob', []],
    ]);
    expect([...(await readIdentities(data, [2])).keys()]).toEqual(['Bob']);
  });

  test('without its file is told in one line that names it', async () => {
    expect(readPairs(empty)).rejects.toThrow(`Cannot read pairs.tsv in ${empty}: there is no such file.`);
    expect(readIdentities(empty)).rejects.toThrow(`Cannot read identities.json in ${empty}: there is no such file.`);
  });

  test.each([
    ['{"Ann": [', 'Cannot read identities.json: '],
    ['["Ann"]', 'it has to be'],
    ['null', 'it has to be'],
    ['{"Ann": "Ann/1.jpg"}', 'the images of Ann are no list of paths'],
    ['{"Ann": ["Ann/1.jpg", 2]}', 'the images of Ann are no list of paths'],
  ])('with a damaged identities.json is refused: %s', (text, told) => {
    expect(() => parseIdentities(text)).toThrow(told);
  });
});
