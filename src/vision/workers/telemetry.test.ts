/**
 * Each test starts a process of its own: ONNX Runtime reads the variable once, before the first session of a process.
 */
import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findModels } from '../models/models.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/**
 * Runs the lines as a program in an empty home folder. @returns the files of ONNX Runtime's reports that it left there.
 */
async function filesLeftBy(lines: string[], command = [process.execPath]): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), 'facelogin-home-'));
  folders.push(home);
  const program = join(home, 'program.ts');
  writeFileSync(program, lines.join('\n'));
  // As on an operator's machine: without the variables of the start scripts and of a test run.
  const { ORT_DISABLE_TELEMETRY: _, CI: __, NODE_ENV: ___, ...env } = process.env;
  const child = Bun.spawn([...command, program], {
    env: { ...env, HOME: home, TMPDIR: home, XDG_CACHE_HOME: home, BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0' },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [code, complaint] = [await child.exited, await new Response(child.stderr).text()];
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  return files.filter((name) => /onnxruntime|deviceid|\.ses$|mat-debug/i.test(name));
}

const onnx = resolve(import.meta.dir, '../models/session.ts');
const library = join(findModels(), 'onnxruntime-node/bin');
const model = JSON.stringify(join(findModels(), 'faceplugin-face-recognition-js/model/fr_eye.onnx'));

test('a session of ours leaves neither an identifier nor a queue of reports', async () => {
  const lines = [
    `import { readFileSync } from 'node:fs';`,
    `import { openNetwork } from ${JSON.stringify(onnx)};`,
    `await (await openNetwork(readFileSync(${model}), [1, 1, 24, 24])).release();`,
  ];
  expect(await filesLeftBy(lines)).toEqual([]);
});

// Without the variable a session would leave both and send them. No test tries that, but this one notices a new name.
test('the library that is installed still knows the word', () => {
  const files = readdirSync(library, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /libonnxruntime\./.test(name),
  );
  const ours = files.filter((name) => name.includes(process.platform) && name.includes(process.arch));
  expect(ours.length).toBeGreaterThan(0);
  for (const name of ours) expect(readFileSync(join(library, name)).includes('ORT_DISABLE_TELEMETRY')).toBe(true);
});
