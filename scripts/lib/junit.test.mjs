import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, sum } from './junit.mjs';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-junit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(attributes) {
  const file = join(folder, 'report.xml');
  writeFileSync(
    file,
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bun test" ${attributes}>\n</testsuites>\n`,
  );
  return file;
}

describe('counting the tests of a report', () => {
  test('what neither failed nor was skipped has passed', () => {
    const file = report('tests="10" assertions="40" failures="1" skipped="3"');
    expect(count(file, 1)).toEqual({ passed: 6, failed: 1, skipped: 3 });
  });

  test('a bad exit code without a failure in the report counts as one failure', () => {
    expect(count(report('tests="2" failures="0" skipped="0"'), 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  test('a report that was never written counts as a failure, whatever the exit code', () => {
    expect(count(join(folder, 'none.xml'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('a report without its numbers counts as a failure', () => {
    expect(count(report('name="other"'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('runs add up', () => {
    const runs = [
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 3, failed: 1, skipped: 0 },
    ];
    expect(sum(runs)).toEqual({ passed: 4, failed: 1, skipped: 2 });
  });
});
