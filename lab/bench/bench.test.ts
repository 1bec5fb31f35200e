import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSpawned } from '../spawned.ts';
import { benchCommand } from './bench.ts';

test('a bench that is not named, or that there is none of, is told which there are', async () => {
  for (const args of [[], ['all']])
    await expect(benchCommand(args)).rejects.toThrow('bench frame|search|http|soak|start|admin|gateway|api');
});

test('benches that look at a face look at the picture before they start anything', async () => {
  for (const part of ['frame', 'http'])
    await expect(benchCommand([part, '--frame', 'nowhere.jpg'])).rejects.toThrow('nowhere.jpg');
});

describe('without a picture of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-bench-'));
  const json = join(folder, 'result.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(...args: string[]) {
    const { exitCode, told, lines } = runSpawned(['bench', ...args, '--json', json]);
    expect(exitCode === 0 ? [] : lines).toEqual([]);
    return { told, found: JSON.parse(readFileSync(json, 'utf8')) };
  }

  test('a frame that is drawn comes to a decision, and the bench says that it is drawn', () => {
    const { told, found } = run('frame', '--frames', '2', '--people', '10');
    expect(told).toContain('a drawn face');
    expect(found.frame).toMatchObject({ frames: 2, people: 10 });
    expect(found.frame.p50).toBeGreaterThan(0);
    for (const step of ['decode', 'detect', 'landmarks', 'recognize, both']) {
      expect(found.frame.steps[step]).toBeGreaterThan(0);
    }
  }, 120_000);

  test('a server is shown a drawn frame, too: nothing is missed before the numbers that cannot be read', async () => {
    await expect(benchCommand(['http', '--clients', 'x'])).rejects.toThrow('numbers above 0');
  });
});

test('a search by a recognizer that there is none of is told which there are', async () => {
  await expect(benchCommand(['search', '--recognizer', 'eigenfaces'])).rejects.toThrow('embedding|lbph');
});
