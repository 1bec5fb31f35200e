import { afterAll, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './place.mjs';
import { suites } from './suites.mjs';
import { completeTimings, WAITING } from './timings.mjs';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-timings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'timings.json');
const timesOf = (tests) => {
  completeTimings(path, tests);
  return JSON.parse(readFileSync(path, 'utf8')).files;
};

test('the first run begins with the files that wait, which are all there', () => {
  const { units, slow } = suites();
  const times = timesOf([...units, ...slow]);
  const waiting = Object.keys(times).filter((name) => times[name] > 1_000);
  expect(waiting.sort()).toEqual(Object.keys(WAITING).sort());
  for (const name of waiting) expect(existsSync(join(root, name))).toBe(true);
});

test('what was measured stays, and a broken list is begun anew', () => {
  writeFileSync(path, JSON.stringify({ version: 1, files: { 'a.test.ts': 7 } }));
  expect(timesOf(['./a.test.ts', './b.test.ts'])).toEqual({ 'a.test.ts': 7, 'b.test.ts': 1_000 });
  writeFileSync(path, '{');
  expect(timesOf(['./b.test.ts'])).toEqual({ 'b.test.ts': 1_000 });
});
