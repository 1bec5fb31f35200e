import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describeIf, testData } from '../../test/helpers/need.ts';
import { runHere } from '../here.ts';
import { readAttackArgs } from './command.ts';
import { STRATEGIES } from './motion.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facelogin-attack-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runHere(['evaluate', 'attack-sim', ...args]);

describe('the attempts to simulate', () => {
  test('are 20 with each photograph, where nothing else is said', () => {
    expect(readAttackArgs(['--photo', 'a.jpg,b.jpg'])).toEqual({ files: ['a.jpg', 'b.jpg'], tries: 20, seed: 1 });
  });

  test.each([
    [[], 'Say which photographs are waved: --photo FILE[,FILE...].'],
    [['--photo', ','], 'Say which photographs are waved'],
    [['--photo', 'a.jpg', '--tries', '0'], 'Cannot use "0" as --tries: a whole number from 1 to 10000.'],
    [['--photo', 'a.jpg', '--seed', '-1'], 'seed'],
    [['--photo', 'a.jpg', '--seed', 'x'], 'Cannot use "x" as --seed'],
    [['--photo', 'a.jpg', '--json', '/nonexistent/x.json'], 'Cannot write /nonexistent/x.json'],
  ])('are refused in one line: %p', (args, told) => {
    expect(() => readAttackArgs(args)).toThrow(told);
  });
});

describe('the command', () => {
  test('ends with 1 and one line for a file that is not there, no image, or has no face', async () => {
    const [text, wall] = [join(folder, 'text.jpg'), join(folder, 'wall.png')];
    writeFileSync(text, 'no image');
    await sharp({ create: { width: 200, height: 200, channels: 3, background: '#876' } }).toFile(wall);
    const missing = join(folder, 'missing.jpg');
    for (const [file, told] of [
      [missing, `error: Cannot read ${missing}: there is no such file.`],
      [text, `error: Cannot use ${text}: Cannot decode the image: not a JPEG, PNG or WebP image`],
      [wall, `error: There is no face in ${wall}.`],
    ] as const) {
      expect(await run('--photo', file)).toMatchObject({ exitCode: 1, lines: [told] });
    }
  });
});

const people = testData('webcam-id');

describeIf(people, 'a photograph', 'no photographs: put webcam-id/ into FACELOGIN_TESTDATA', () => {
  test('is waved by both kinds of attackers, as the seed says', async () => {
    const json = join(folder, 'result.json');
    const photo = join(people!, 'lp_d0', 'enroll_01.jpg');
    const { exitCode, told } = await run('--photo', photo, '--tries', '1', '--seed', '7', '--json', json);
    expect(exitCode).toBe(0);
    for (const strategy of STRATEGIES) expect(told).toContain(`| ${photo} | ${strategy} | 1 |`);
    const written = JSON.parse(readFileSync(json, 'utf8'));
    expect(written).toMatchObject({ protocol: 'attack-sim', seed: 7, all: { waving: { tries: 1 } } });
  }, 60_000);
});
