import { afterAll, beforeAll, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describeIf } from '../../../test/helpers/need.ts';
import { clipFrames, findFfmpeg } from './clip.ts';

let ffmpeg: string | undefined;
try {
  ffmpeg = findFfmpeg();
} catch {}

describeIf(ffmpeg, 'the frames of a clip', 'there is no ffmpeg (npm run setup installs one on 64-bit Linux)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-clip-'));
  const clip = join(folder, 'two-seconds.mp4');

  beforeAll(() => {
    const pattern = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=30:duration=2', '-an'];
    expect(spawnSync(ffmpeg!, ['-v', 'error', ...pattern, clip]).status).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function all(path: string): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = [];
    for await (const frame of clipFrames(ffmpeg!, path)) frames.push(Uint8Array.from(frame));
    return frames;
  }

  test('are five of each second, whole pictures, none of them twice', async () => {
    const frames = await all(clip);
    expect(frames.length).toBe(10);
    for (const frame of frames) expect(await sharp(frame).metadata()).toMatchObject({ width: 320, height: 240 });
    expect(new Set(frames.map((frame) => Buffer.from(frame).toString('base64'))).size).toBe(10);
  });

  test('are refused where the file is no clip, or is cut short, in one line', async () => {
    const broken = join(folder, 'broken.webm');
    writeFileSync(broken, 'not a clip');
    await expect(all(broken)).rejects.toThrow(/^\S[^\n]*$/);
    const whole = join(folder, 'whole.webm');
    expect(spawnSync(ffmpeg!, ['-v', 'error', '-i', clip, '-c:v', 'libvpx', whole]).status).toBe(0);
    const bytes = readFileSync(whole);
    expect(await all(whole)).toHaveLength(10);
    writeFileSync(broken, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    const told = await all(broken).catch((error: Error) => error.message);
    expect(told).toMatch(/^\S[^\n]*$/);
  });

  test('leave no ffmpeg behind where only the first is read', async () => {
    const long = join(folder, 'long.mp4');
    const pattern = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=5:duration=60', '-an'];
    expect(spawnSync(ffmpeg!, ['-v', 'error', ...pattern, '-preset', 'ultrafast', long]).status).toBe(0);
    for await (const frame of clipFrames(ffmpeg!, long)) {
      expect(frame.length).toBeGreaterThan(0);
      break;
    }
    const deadline = Date.now() + 5_000;
    const running = () => spawnSync('ps', ['-eo', 'args']).stdout.toString().includes(long);
    while (running() && Date.now() < deadline) await Bun.sleep(50);
    expect(running()).toBe(false);
  });
});
