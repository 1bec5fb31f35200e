import { afterAll, describe, expect, test } from 'bun:test';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findModels, loadModel, MODELS, ModelError, type ModelName } from './models.ts';

const folder = await mkdtemp(join(tmpdir(), 'facelogin-models-'));
afterAll(() => rm(folder, { recursive: true }));

describe('the models', () => {
  test.each(Object.keys(MODELS) as ModelName[])(
    '%s is in the installed package and is the one that was tested',
    async (name) => {
      expect((await loadModel(name, findModels())).length).toBeGreaterThan(1_000_000);
    },
  );

  test('a missing file is named, with what to do', async () => {
    const error = await loadModel('detector', folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    expect(String(error)).toContain(join(folder, MODELS.detector.file));
    expect(String(error)).toContain('npm run setup');
  });

  test('a file with one more byte is refused', async () => {
    const copy = join(folder, MODELS.landmarks.file);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(findModels(), MODELS.landmarks.file), copy);
    expect((await loadModel('landmarks', folder)).length).toBeGreaterThan(0);
    await writeFile(copy, 'x', { flag: 'a' });
    await expect(loadModel('landmarks', folder)).rejects.toThrow(/SHA-256 is [0-9a-f]{64}, not f10b0ba1/);
  });
});
