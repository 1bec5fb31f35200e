import { afterAll, describe, expect, test } from 'bun:test';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraFile } from '../../../test/helpers/camera/clips.ts';
import { describeIf, testData } from '../../../test/helpers/need.ts';
import { runHere } from '../../here.ts';
import { readChallengeArgs } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-evaluate-challenge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runHere(['evaluate', 'challenge', ...args]);

describe('what to evaluate', () => {
  test('is a folder, a thousand challenges for each clip where nothing else is said', () => {
    expect(readChallengeArgs(['--real', 'r'])).toEqual({ real: 'r', tries: 1000, seed: 1 });
  });

  test.each([
    [[], 'Say where clips of people who move their heads are'],
    [['--real', 'r', '--tries', '0'], 'Cannot use "0" as --tries'],
    [['--real', 'r', '--json', '/nonexistent/x.json'], 'Cannot write /nonexistent/x.json'],
  ])('is refused in one line: %p', (args, told) => {
    expect(() => readChallengeArgs(args)).toThrow(told);
  });

  test('ends with 1 and one line where there is no clip', async () => {
    const stills = join(folder, 'stills');
    mkdirSync(stills);
    writeFileSync(join(stills, 'a.jpg'), '');
    const { exitCode, lines } = await run('--real', stills);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([expect.stringContaining(`error: There is no clip in ${stills}`)]);
  });
});

const pad = testData('pad');
/** As large as sign-in sees it. The clip itself is nine times as large, and takes twice as long to look at. */
const man = pad && cameraFile(join(pad, 'real/krzysiek-webcam.mp4'), 12);

describeIf(man, 'a man who moves his head', 'no clips of people: put them into pad/ of FACELOGIN_TESTDATA', () => {
  test('passes when he holds every movement until the arrow changes, in a few seconds', async () => {
    const [clips, json] = [join(folder, 'clips'), join(folder, 'result.json')];
    mkdirSync(clips);
    copyFileSync(man!, join(clips, 'man.mjpeg'));
    const { exitCode, told } = await run('--real', clips, '--tries', '200', '--seed', '3', '--json', json);
    expect(exitCode).toBe(0);
    expect(told).toContain('| man.mjpeg | left, right, up, down | holding | 200 |');
    const { all, people } = JSON.parse(readFileSync(json, 'utf8'));
    expect(people).toHaveLength(1);
    expect(all[0]).toMatchObject({ habit: 'holding', passed: { trials: 200 } });
    expect(all[0].passed.rate).toBeGreaterThan(0.95);
    expect(all[0].median).toBeGreaterThanOrEqual(3);
    expect(all[0].median).toBeLessThanOrEqual(6);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ seed: 3 });
  }, 120_000);
});
