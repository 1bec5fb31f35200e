import { expect, test } from 'bun:test';
import { loadConfig } from '../../config.ts';
import { workersFor } from './count.ts';

const given = {
  asked: 'auto' as const,
  recognizer: 'embedding' as const,
  opencv: false,
  people: 7,
  enoughMemory: true,
  cores: 2,
};

test('two workers on two cores or more, one on a single core', () => {
  expect(workersFor(given)).toEqual({ workers: 2 });
  expect(workersFor({ ...given, cores: 16 }).workers).toBe(2);
  expect(workersFor({ ...given, cores: 1 })).toEqual({ workers: 1 });
});

test("one with OpenCV's addon, which a process loads once", () => {
  expect(workersFor({ ...given, opencv: true })).toEqual({ workers: 1 });
});

test('one where the gallery is large, which takes more people by embeddings than by LBPH', () => {
  expect(workersFor({ ...given, people: 20_000 }).workers).toBe(2);
  expect(workersFor({ ...given, people: 20_001 })).toEqual({ workers: 1, because: 'gallery' });
  expect(workersFor({ ...given, recognizer: 'lbph', people: 1_001 })).toEqual({ workers: 1, because: 'gallery' });
});

test('one where the memory is too small for two', () => {
  expect(workersFor({ ...given, enoughMemory: false })).toEqual({ workers: 1, because: 'memory' });
  expect(workersFor({ ...given, enoughMemory: false, cores: 1 })).toEqual({ workers: 1 });
});

test('as many as are asked for, whatever the machine, its memory and the gallery', () => {
  expect(workersFor({ ...given, asked: 8, cores: 1, people: 1_000_000, enoughMemory: false })).toEqual({ workers: 8 });
  expect(workersFor({ ...given, asked: 1 })).toEqual({ workers: 1 });
});

test("a number above one is refused with OpenCV's addon, and so is anything that is no number of workers", () => {
  const opencv = { FACELOGIN_LBPH_BACKEND: 'opencv' };
  expect(() => loadConfig({ ...opencv, FACELOGIN_VISION_WORKERS: '2' })).toThrow(
    /^FACELOGIN_VISION_WORKERS=2 cannot be used with FACELOGIN_LBPH_BACKEND=opencv.*$/,
  );
  expect(loadConfig({ ...opencv, FACELOGIN_VISION_WORKERS: '1' }).visionWorkers).toBe(1);
  expect(loadConfig(opencv).visionWorkers).toBe('auto');
  for (const wrong of ['0', '9', '1.5', 'two']) {
    expect(() => loadConfig({ FACELOGIN_VISION_WORKERS: wrong })).toThrow('`auto` or a number from 1 to 8');
  }
});
