/** What a suite needs that a plain machine may lack: test data, system programs, built addons. */
import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { projectRoot } from './root.ts';

/**
 * Absolute path of a folder of the test data, or undefined where it is not there.
 * The data lie in `FACELOGIN_TESTDATA`, by default `../shared/data` beside the project; they are never part of it.
 */
export function testData(name: string): string | undefined {
  const path = resolve(projectRoot, process.env.FACELOGIN_TESTDATA || '../shared/data', name);
  return existsSync(path) ? path : undefined;
}

/** Folder of the liveness networks, in `FACELOGIN_MODELS_DIR` or in `models` beside the test data; undefined: nowhere. */
export function livenessModels(): string | undefined {
  const path = resolve(projectRoot, process.env.FACELOGIN_MODELS_DIR || '../shared/models');
  return existsSync(resolve(path, 'MiniFASNetV2.onnx')) ? path : undefined;
}

/**
 * `describe(suite, body)` where what it needs is available. Elsewhere the suite is skipped with one line on standard
 * error that says why and how to get what is missing; under `CI=true`, where everything has to be there, it fails.
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
