/** Makes the video of a camera from the pictures of people: each frame has noise of its own, as a real camera's. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Scene } from './schedule.ts';

/** Seconds that a picture of a person stays. */
const PICTURE = 0.4;
const [WIDTH, HEIGHT] = [640, 480];
/** Chromium plays a file of JPEGs at this rate. */
const RATE = 30;

/** The pictures of a person whose names begin with a word, in order. */
export function picturesOf(folder: string, person: string, word: 'enroll' | 'probe'): string[] {
  const names = readdirSync(join(folder, person)).filter((name) => name.startsWith(`${word}_`));
  return names.sort().map((name) => join(folder, person, name));
}

/** The program of the package, or one of the system. */
function ffmpeg(): string {
  try {
    const program = createRequire(import.meta.url).resolve('@ffmpeg-installer/linux-x64/ffmpeg');
    chmodSync(program, 0o755);
    return program;
  } catch {
    return 'ffmpeg';
  }
}

/** A picture in the size of a camera, on grey. */
async function framed(source: string | undefined, target: string): Promise<string> {
  const ground = { width: WIDTH, height: HEIGHT, channels: 3 as const, background: '#808080' };
  const whole = source
    ? sharp(source).resize({ width: WIDTH, height: HEIGHT, fit: 'contain', background: '#808080' })
    : sharp({ create: ground });
  await whole.jpeg({ quality: 95 }).toFile(target);
  return target;
}

/** @returns the path of the video. @throws {Error} with what ffmpeg says. */
export async function makeVideo(folder: string, scenes: readonly Scene[], pictures: (who: string) => string[]) {
  const empty = await framed(undefined, join(folder, 'empty.jpg'));
  const files = new Map<string, string[]>();
  for (const who of new Set(scenes.flatMap((scene) => scene.who ?? []))) {
    const own = pictures(who).map((source, at) => framed(source, join(folder, `${who}-${at}.jpg`)));
    files.set(who, await Promise.all(own));
  }
  const lines: string[] = [];
  const show = (file: string, seconds: number) => lines.push(`file '${file}'`, `duration ${seconds}`);
  for (const { who, seconds } of scenes) {
    const own = who === undefined ? [] : files.get(who)!;
    if (own.length === 0) show(empty, seconds);
    for (let at = 0; own.length > 0 && at < seconds / PICTURE; at++) show(own[at % own.length]!, PICTURE);
  }
  const [list, video] = [join(folder, 'list.txt'), join(folder, 'camera.mjpeg')];
  writeFileSync(list, `${lines.join('\n')}\nfile '${empty}'\n`);
  const input = ['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', list];
  const output = ['-vf', `fps=${RATE},noise=alls=5:allf=t`, '-an', '-c:v', 'mjpeg', '-q:v', '6', video];
  const { status, stderr, error } = spawnSync(ffmpeg(), [...input, ...output], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg could not make the video: ${error?.message ?? stderr.slice(-500)}`);
  return video;
}
