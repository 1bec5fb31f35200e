import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameOf } from '../bench/picture.ts';
import { runHere } from '../here.ts';
import { runSpawned } from '../spawned.ts';
import { readEvaluateArgs } from './command.ts';

const root = join(import.meta.dir, '../..');
let data = '';
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'facelogin-evaluate-'));
});
afterAll(() => rmSync(data, { recursive: true }));

const run = (...args: string[]) => runHere(['evaluate', ...args]);

describe('what to evaluate', () => {
  test('is read with the defaults of a published protocol', () => {
    expect(readEvaluateArgs(['identities', '--data', 'd', '--recognizer', 'embedding,lbph,lbph'])).toMatchObject({
      protocol: 'identities',
      recognizers: ['embedding', 'lbph'],
      enroll: 4,
      draws: 10,
      gate: false,
    });
    expect(readEvaluateArgs(['pairs', '--data', 'd', '--folds', '4,5', '--gate'])).toMatchObject({
      folds: [4, 5],
      gate: true,
    });
  });

  test.each([
    [
      [],
      'Say one thing to evaluate: pairs, identities, gallery, groups, liveness, challenge, face-movement, attack-sim.',
    ],
    [['pairs', 'gallery'], 'Say one thing to evaluate'],
    [['pairs'], 'Say where the data are'],
    [['pairs', '--data', 'd', '--recognizer', 'eigenfaces'], 'There is no recognizer "eigenfaces"'],
    [['identities', '--data', 'd', '--enroll', '0'], 'Cannot use "0" as --enroll: a whole number from 1 to 8.'],
    [['identities', '--data', 'd', '--enroll', '9'], 'a whole number from 1 to 8'],
    [['identities', '--data', 'd', '--enroll', 'many'], 'a whole number from 1 to 8'],
    [['identities', '--data', 'd', '--draws', '0'], 'a whole number from 1 to 100'],
    [['pairs', '--data', 'd', '--folds', '4,x'], 'Cannot use "x" as --folds'],
    [['pairs', '--data', 'd', '--json', '/nonexistent/x.json'], 'Cannot write /nonexistent/x.json'],
    [['gallery', '--data', 'd'], 'evaluate gallery takes no --data'],
  ])('is refused in one line: %p', (args, told) => {
    expect(() => readEvaluateArgs(args)).toThrow(told);
  });
});

describe('the command', () => {
  test('ends with 1 and one line where the protocol is not there', async () => {
    // One of them as its user runs it, in a process of its own.
    for (const [file, { exitCode, lines }] of [
      ['pairs.tsv', runSpawned(['evaluate', 'pairs', '--data', data])],
      ['identities.json', await run('identities', '--data', data)],
    ] as const) {
      expect(exitCode).toBe(1);
      expect(lines).toEqual([`error: Cannot read ${file} in ${data}: there is no such file.`]);
    }
  });

  test('ends with 1 and one line where the images are not', async () => {
    writeFileSync(join(data, 'pairs.tsv'), 'a\tb\tsame\tfold\nAnn/1.jpg\tAnn/2.jpg\t1\t1\n');
    const { exitCode, lines } = await run('pairs', '--data', data);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([`error: 2 of 2 images are missing in ${join(data, 'images')}, first Ann/1.jpg.`]);
  });
});

describe('identities', () => {
  /** A set of one person with a face, in a folder of its own. */
  async function setOf(name: string, files: Record<string, string>): Promise<string> {
    const folder = join(data, name);
    mkdirSync(join(folder, 'images'), { recursive: true });
    writeFileSync(join(folder, 'images', 'ann.jpg'), await frameOf());
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return folder;
  }
  const identities = { 'identities.json': '{"ann": ["ann.jpg"]}' };
  const index = { 'index.tsv': 'file\tset\tperson\nann.jpg\tnorth\tann\n' };

  test('are measured group by group where an index says to which groups people belong', async () => {
    const folder = await setOf('indexed', { ...identities, ...index });
    const { exitCode, told } = await run('identities', '--data', folder, '--recognizer', 'embedding');
    expect(exitCode).toBe(0);
    expect(told).toContain(`${folder}: 1 images, of which no template: none.`);
    expect(told).toContain('embedding: strangers of a group before one of them, and before many');
  });

  test('are those of identities.json where there is no index', async () => {
    const folder = await setOf('plain', identities);
    const { exitCode, lines, told } = await run('identities', '--data', folder, '--recognizer', 'embedding');
    expect([exitCode, told]).toEqual([1, '']);
    expect(lines.at(-1)).toBe(
      'error: Cannot evaluate: it takes two people, one with more than 4 images that give a template.',
    );
  });
});

describe('in the documents', () => {
  test('every picture of a curve is one that the command draws', () => {
    const text = readFileSync(join(root, 'docs/accuracy.md'), 'utf8');
    const pictures = [...text.matchAll(/images\/(det-[a-z-]+\.svg)/g)].map(([, name]) => name!);
    expect(pictures.length).toBeGreaterThan(0);
    for (const name of pictures) {
      expect(readFileSync(join(root, 'docs/images', name), 'utf8')).toContain('<title>Error rates: ');
    }
  });
});
