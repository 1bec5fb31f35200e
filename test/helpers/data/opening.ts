/** For tests that open the database of a data folder. */
import { afterEach, beforeEach, expect } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseError } from '../../../src/db/errors.ts';

/** A data folder for each test, which is not there yet. @returns how to ask for its path. */
export function dataFolder(): () => string {
  let made: string | undefined;
  beforeEach(() => {
    made = mkdtempSync(join(tmpdir(), 'facelogin-open-'));
  });
  afterEach(() => {
    if (made) rmSync(made, { recursive: true });
    made = undefined;
  });
  return () => {
    if (!made) throw new Error('The folder of this test was not made.');
    return join(made, 'deep', 'data');
  };
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
