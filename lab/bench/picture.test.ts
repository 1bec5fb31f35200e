import { describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { findModels } from '../../src/vision/models/models.ts';
import { normalizeFrame } from '../../src/vision/pipeline/normalize.ts';
import { openPipeline } from '../../src/vision/pipeline/pipeline.ts';
import { frameOf, pictureLine } from './picture.ts';

describe('the picture of a bench', () => {
  test('is a drawing that shows one face without a problem, where no photo is named', async () => {
    const image = await frameOf();
    expect(await sharp(image).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 480 });
    const pipeline = await openPipeline(findModels());
    const { observation, aligned } = await pipeline.look(await normalizeFrame(image));
    await pipeline.release();
    expect(observation.problem).toBeUndefined();
    expect(observation.faces).toBe(1);
    expect(observation.face!.score).toBeGreaterThan(0.99);
    expect(aligned).toBeDefined();
    expect(pictureLine()).toContain('a drawn face');
  });

  test('is the photo that is named, as large as a camera sees it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facelogin-picture-'));
    const file = join(folder, 'red.png');
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#f00' } }).toFile(file);
    const image = sharp(await frameOf(file));
    expect(await image.metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 480 });
    expect((await image.stats()).dominant.r).toBeGreaterThan(240);
    expect(pictureLine(file)).toContain(file);
    rmSync(folder, { recursive: true });
    await expect(frameOf(file)).rejects.toThrow('no such file');
  });
});
