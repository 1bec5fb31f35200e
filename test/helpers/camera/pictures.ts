/** Pictures from the clips, and the real engine that looks at them. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { silentLog } from '../../../src/log.ts';
import { findModels } from '../../../src/vision/models/models.ts';
import { testConfig } from '../site/deps.ts';
import { lendEngine } from '../vision/lent.ts';
import { type ClipName, findClips } from './clips.ts';

/** The first frames of a clip, half a second apart. @throws {Error} without the clips. */
export async function framesOf(name: ClipName, count: number): Promise<Uint8Array[]> {
  const found = findClips();
  if ('missing' in found) throw new Error(found.missing);
  const file = readFileSync(found.clips[name]);
  const end = Buffer.of(0xff, 0xd9);
  const frames: Uint8Array[] = [];
  for (let from = 0, at = 0; frames.length < count; at++) {
    const to = file.indexOf(end, from);
    if (to < 0) throw new Error(`${name} has only ${frames.length} frames`);
    if (at % 15 === 0) frames.push(new Uint8Array(file.subarray(from, to + 2)));
    from = to + 2;
  }
  return frames;
}

/** A picture with a person of each clip, from left to right. Without any it is grey. */
export async function sideBySide(...names: ClipName[]): Promise<Uint8Array> {
  const [width, height] = [640 * Math.max(1, names.length), 480];
  const parts = await Promise.all(names.map(async (name) => Buffer.from((await framesOf(name, 1))[0]!)));
  const picture = sharp({ create: { width, height, channels: 3, background: '#888' } });
  const jpeg = picture.composite(parts.map((input, at) => ({ input, left: at * 640, top: 0 }))).jpeg();
  return new Uint8Array(await jpeg.toBuffer());
}

/** The engine with its real worker and an empty gallery. `close` leaves the networks to the next one of this process. */
export async function visionFor() {
  const { recognizer, customModel, lbphBackend } = testConfig();
  const engine = lendEngine({
    workerUrl: new URL('../../../src/vision/workers/vision.worker.ts', import.meta.url),
    workers: 1,
    modelsDir: findModels(),
    ...{ recognizer, customModel, lbphBackend },
    loadGallery: () => [],
    log: silentLog,
    onFatal: () => {},
  });
  await engine.ready;
  return engine;
}
