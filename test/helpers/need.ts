/** The needs of a suite that a plain machine may lack: test data, system programs, built addons. */
import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { projectRoot } from './root.ts';

/**
 * The absolute path of a folder of the test data, or undefined if it is missing.
 * The data lie in `FACELOGIN_TESTDATA`, by default `../shared/data` beside the project. They are never part of it.
 */
export function testData(name: string): string | undefined {
  const path = resolve(projectRoot, process.env.FACELOGIN_TESTDATA || '../shared/data', name);
  return existsSync(path) ? path : undefined;
}

/** The folder of the liveness networks: `FACELOGIN_MODELS_DIR`, or `models` beside the test data, or undefined. */
export function livenessModels(): string | undefined {
  const path = resolve(projectRoot, process.env.FACELOGIN_MODELS_DIR || '../shared/models');
  return existsSync(resolve(path, 'MiniFASNetV2.onnx')) ? path : undefined;
}

/**
 * Runs `describe(suite, body)` if its needs are available. Otherwise it skips the suite and prints one line on standard
 * error: why, and how to get what is missing. Under `CI=true` nothing may be missing, so the suite fails.
 */
export function describeIf(available: unknown, suite: string, why: string, body: () => void): void {
  if (available) {
    describe(suite, body);
  } else if (process.env.CI === 'true') {
    test(suite, () => expect(`cannot run: ${why}`).toBe('available under CI=true'));
  } else {
    process.stderr.write(`skipped: ${suite}: ${why}\n`);
    describe.skip(suite, body);
  }
}
