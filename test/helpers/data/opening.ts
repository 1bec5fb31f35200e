/** For tests that open the database of a data folder. */
import { afterEach, beforeEach, expect } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseError } from '../../../src/db/errors.ts';

/** A data folder for each test, which is not there yet. @returns how to ask for its path. */
export function dataFolder(): () => string {
  let data = '';
  beforeEach(() => {
    data = join(mkdtempSync(join(tmpdir(), 'facelogin-open-')), 'deep', 'data');
  });
  afterEach(() => rmSync(join(data, '../..'), { recursive: true }));
  return () => data;
}

/** What the operator is told of a database that does not open. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DatabaseError);
  return (error as DatabaseError).message;
}
