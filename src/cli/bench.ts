/** `facelogin bench`: how long one polled 640x480 frame takes through HTTP, by the number of enrolled people. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { type Config, loadConfig } from '../config.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { enrollments, faceTemplates, users } from '../db/schema.ts';
import { silentLog } from '../log.ts';
import { findModels } from '../vision/models.ts';
import { openRecognizer } from '../vision/recognizers/registry.ts';
import { projectRoot } from './place.ts';

const TEMPLATES = 5;
/** Milliseconds between two frames of one attempt: above the 300 that the server asks for. */
const GAP_MS = 320;
/** Frames after which a new attempt begins: an attempt takes 40. */
const FRAMES_PER_ATTEMPT = 36;
const BATCH = 100;

type Figures = { people: number; frames: number; p50: number; p95: number };

/**
 * Faces of nobody: smooth random pictures, other ones for each template. They fill about as many bins of a histogram
 * as a face does, which is what the time of a search depends on.
 */
async function randomFace(): Promise<Uint8Array> {
  const [side, seeds] = [112, 28];
  const small = Buffer.from(Uint8Array.from({ length: seeds * seeds * 3 }, () => Math.floor(Math.random() * 256)));
  const { data } = await sharp(small, { raw: { width: seeds, height: seeds, channels: 3 } })
    .resize(side, side, { kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return new Uint8Array(data);
}

/** Enrolls people with random templates, encrypted and stored as any others. */
async function enroll(config: Config, people: number): Promise<void> {
  const { db, close, kind } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot, config });
    const keys = loadTemplateKeys(config);
    const recognizer = await openRecognizer(config.recognizer, findModels());
    const now = new Date();
    for (let done = 0; done < people; done += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, people - done) }, () => randomUUID());
      const accounts = ids.map((id) => ({ id, username: id, usernameKey: id, passwordHash: '', displayName: 'bench' }));
      await db.insert(users).values(accounts);
      await db
        .insert(enrollments)
        .values(ids.map((userId) => ({ userId, enrolledAt: now, consentVersion: '0', consentedAt: now })));
      const rows = [];
      for (const userId of ids.flatMap((id) => Array<string>(TEMPLATES).fill(id))) {
        const face = { width: 112 as const, height: 112 as const, data: await randomFace() };
        const bytes = recognizer.encode(await recognizer.extract(face));
        const [id, { version }] = [randomUUID(), recognizer];
        const sealed = keys.seal({ userId, templateId: id, recognizer: recognizer.id, version }, bytes);
        rows.push({ id, userId, recognizer: recognizer.id, version, ...sealed, createdAt: now });
      }
      await db.insert(faceTemplates).values(rows);
    }
  } finally {
    await close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The server in a process of its own, on one core where `taskset` is there to hold it. */
function startServer(env: Record<string, string>): ChildProcess {
  const main = join(projectRoot, 'Bun' in globalThis ? 'src/main.ts' : 'dist/main.node.js');
  const command = [process.execPath, main];
  const pinned = process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command;
  return spawn(pinned[0]!, pinned.slice(1), {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const healthy = await fetch(`${url}/health`).then(
      (response) => response.status === 200,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The server did not start within 30 s.');
}

/** Posts one frame. @returns milliseconds, and the attempt's cookie where a new one was opened. */
async function post(
  url: string,
  image: Uint8Array<ArrayBuffer>,
  cookie: string,
): Promise<{ ms: number; cookie: string }> {
  const body = new FormData();
  body.set('frame', new Blob([image], { type: 'image/jpeg' }), 'frame.jpg');
  const headers = { Origin: url, 'HX-Request': 'true', ...(cookie && { Cookie: cookie }) };
  const start = performance.now();
  const response = await fetch(`${url}/login/face/frame`, { method: 'POST', body, headers });
  await response.text();
  const ms = performance.now() - start;
  if (response.status !== 200) throw new Error(`A frame was answered ${response.status}.`);
  return { ms, cookie: response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie };
}

function quantile(sorted: number[], share: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}

async function poll(url: string, image: Uint8Array<ArrayBuffer>, frames: number): Promise<number[]> {
  const times: number[] = [];
  let cookie = '';
  for (let i = 0; i < frames; i++) {
    if (i % FRAMES_PER_ATTEMPT === 0) cookie = '';
    const answer = await post(url, image, cookie);
    cookie = answer.cookie;
    times.push(answer.ms);
    await new Promise((resolve) => setTimeout(resolve, GAP_MS));
  }
  // The first frames warm the compiler up; a server is warm for all but its first visitor.
  return times.slice(5).sort((a, b) => a - b);
}

async function measure(people: number, image: Uint8Array<ArrayBuffer>, frames: number): Promise<Figures> {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-bench-'));
  const port = String(await freePort());
  const env = { FACELOGIN_DATA: data, PORT: port, HOST: '127.0.0.1', DATABASE_URL: '', FACELOGIN_PUBLIC_URL: '' };
  await enroll(loadConfig(env), people);
  const server = startServer(env);
  try {
    await untilHealthy(`http://127.0.0.1:${port}`);
    const times = await poll(`http://127.0.0.1:${port}`, image, frames);
    return { people, frames: times.length, p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

/** A photo as a 640x480 JPEG, as a browser's canvas would send it. */
async function frameOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const jpeg = await sharp(readFileSync(file))
    .rotate()
    .resize(640, 480, { fit: 'cover' })
    .jpeg({ quality: 90 })
    .toBuffer();
  return new Uint8Array(jpeg);
}

/** `--frame FILE [--people 0,40,1000] [--frames 60] [--json FILE]`: medians and 95th percentiles. */
export async function benchCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      frame: { type: 'string' },
      people: { type: 'string', default: '1,40,200,1000' },
      frames: { type: 'string', default: '65' },
      json: { type: 'string' },
    },
  });
  if (!values.frame) throw new Error('Say which picture to post: --frame FILE, a photo of one face.');
  const image = await frameOf(values.frame);
  const figures: Figures[] = [];
  for (const people of values.people.split(',').map(Number)) {
    figures.push(await measure(people, image, Number(values.frames)));
    const { p50, p95, frames } = figures.at(-1)!;
    process.stdout.write(
      `${people} people x ${TEMPLATES} templates: median ${p50} ms, p95 ${p95} ms (${frames} frames)\n`,
    );
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ frame: figures }, null, 2)}\n`);
  return 0;
}
