/** The frames of a video file, read by ffmpeg through a pipe: no picture of a face is written to the disk. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants } from 'node:fs';
import { createRequire } from 'node:module';

/** Frames of a second of video where nothing else is asked. Sign-in takes up to 2.5. */
const PER_SECOND = 5;
const AS_JPEG = ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '2'];
/** The end of a JPEG. In compressed data D9 never follows FF, and in ffmpeg's headers there is none. */
const END = Buffer.of(0xff, 0xd9);
/** Characters that are kept of ffmpeg's messages. The first line says what went wrong. */
const TOLD_MOST = 2_000;

function packaged(): string | undefined {
  try {
    const program = createRequire(import.meta.url).resolve('@ffmpeg-installer/linux-x64/ffmpeg');
    try {
      accessSync(program, constants.X_OK);
    } catch {
      // The package's install script makes it executable, and set-up runs no such script.
      chmodSync(program, 0o755);
    }
    return program;
  } catch {
    return undefined;
  }
}

/**
 * Finds the ffmpeg of npm's `@ffmpeg-installer/linux-x64`, else that on the PATH.
 * @throws {Error} in one line: neither.
 */
export function findFfmpeg(): string {
  const programs = [packaged(), 'ffmpeg'].filter((program) => program !== undefined);
  const found = programs.find((program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0);
  if (found !== undefined) return found;
  throw new Error('Cannot read clips: there is no ffmpeg. Put one on the PATH, or leave images only.');
}

/** Reads what ffmpeg says as it comes: unread, it would make ffmpeg wait. @returns its first line. */
function messagesOf({ stderr }: ChildProcess): () => string {
  let told = '';
  stderr!.setEncoding('utf8').on('data', (text: string) => {
    told = (told + text).slice(0, TOLD_MOST);
  });
  return () =>
    told
      .trim()
      .split('\n')[0]!
      .replace(/^\[[^\]]*\] /, '');
}

/**
 * Gives the frames of a clip as JPEG, in order.
 * @param program from {@link findFfmpeg}.
 * @param perSecond frames of each second. A clip with fewer has some of them twice.
 * @throws {Error} in one line: ffmpeg cannot read all of it (a warning is no error), or it has no frames.
 */
export async function* clipFrames(program: string, path: string, perSecond = PER_SECOND): AsyncGenerator<Uint8Array> {
  const input = ['-nostdin', '-v', 'error', '-i', path, '-an', '-vf', `fps=${perSecond}`];
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(program, [...input, ...AS_JPEG, '-f', 'image2pipe', 'pipe:1'], { stdio: [...stdio] });
  const told = messagesOf(child);
  const ended = once(child, 'close');
  // A reader that stops early never awaits it.
  ended.catch(() => {});
  let frames = 0;
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of child.stdout!) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      for (let end = rest.indexOf(END); end >= 0; end = rest.indexOf(END), frames++) {
        yield rest.subarray(0, end + END.length);
        rest = rest.subarray(end + END.length);
      }
    }
    const [code] = await ended;
    // ffmpeg gives what there is of a clip that is cut short, and ends with 0. Only its messages tell.
    if (code !== 0 || told() !== '') throw new Error(told() || `ffmpeg ended with ${code}`);
    if (frames === 0) throw new Error('there are no frames in it');
  } finally {
    child.kill();
  }
}
