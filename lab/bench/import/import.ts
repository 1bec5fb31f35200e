/** `facelogin bench import`: people with two photos each, from the command line, while others sign in. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rounded, say, writeResults } from '../figures.ts';
import { readOptions } from '../options.ts';
import { frameOf, pictureLine } from '../picture.ts';
import { type BenchServer, withServer } from '../server.ts';
import { dataSet, writePeople } from './people.ts';
import { type SignInFigures, signIn } from './signing-in.ts';

/** Milliseconds of sign-ins before the import, to compare with. */
const BEFORE_MS = 20_000;

/** Runs the command as somebody at the keyboard does. @returns the seconds, and the last lines that it prints. */
async function runImport({ settings }: BenchServer, csv: string, photos: string) {
  const start = performance.now();
  const child = spawn(process.execPath, [process.argv[1]!, 'import', 'people', csv, '--photos', photos], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { seconds: rounded((performance.now() - start) / 1000), lines: told.trim().split('\n').slice(-2) };
}

function tell(when: string, { p50, p95, frames, refused503 }: SignInFigures): void {
  say(`Sign-in frames ${when}: median ${p50} ms, p95 ${p95} ms (${frames} frames, ${refused503} told to come again).`);
}

type Files = Awaited<ReturnType<typeof writePeople>>;

async function measure(server: BenchServer, { csv, photos, people }: Files, image: Uint8Array, clients: number) {
  const quiet = signIn(server.url, image, clients);
  await delay(BEFORE_MS);
  const before = await quiet();
  tell('before', before);
  const busy = signIn(server.url, image, clients);
  const { seconds, lines } = await runImport(server, csv, photos);
  const during = await busy();
  say(`${people} people with two photos each took ${seconds} s.`);
  for (const line of lines) say(line);
  tell('meanwhile', during);
  return { people, seconds, report: lines, before, during, rssMiB: server.rssMiB() };
}

/**
 * `[--people 1000] [--data FOLDER] [--frame FILE] [--clients 5] [--json FILE]`. The folder has a folder of pictures for
 * each person; without one the photos are drawn faces.
 */
export async function benchImport(args: string[]): Promise<number> {
  const values = readOptions(args, { people: '1000', data: '', frame: '', clients: '5' });
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-bench-import-'));
  try {
    const data = dataSet(values.data);
    say(data ? 'The photos are pictures of people.' : 'The photos are drawn faces; --data FOLDER takes pictures.');
    say(pictureLine(values.frame));
    const files = await writePeople(folder, Number(values.people), data);
    const image = await frameOf(values.frame);
    const results = await withServer(
      async () => {},
      (server) => measure(server, files, image, Number(values.clients)),
    );
    writeResults(values.json, { import: results });
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
