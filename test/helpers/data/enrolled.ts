/**
 * A database in `.cache` with one person who registered and enrolled at the real server, with pictures of a clip. Other
 * migrations, and other code that makes templates, need a new one.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../../src/vision/workers/engine.ts';
import { enrollMember } from '../browser/member.ts';
import type { Clips } from '../camera/clips.ts';
import { projectRoot } from '../root.ts';
import { startInside } from '../server/inside.ts';
import { blankDatabase } from './blank.ts';
import { keptFolder } from './kept.ts';

/** Who is in it, with pictures of `cap12_edit`. The template key is `KEY` of `server/running.ts`. */
export const ENROLLED = { username: 'auduno', password: 'seven small stones' };

const cache = join(projectRoot, '.cache', 'enrolled-database');
/** The code between a picture and a stored template. */
const MAKERS = ['src/vision', 'src/faces', 'src/crypto', 'src/biometrics'];

function sources(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|onnx|bin|json)$/.test(name) && !name.includes('.test.'))
    .map((name) => join(folder, name))
    .sort();
}

/** A hash of the empty database's name, of the code that fills it, and of the packages with networks. */
function fingerprint(blank: string): string {
  const hash = createHash('sha256').update(blank);
  for (const path of ['package.json', ...MAKERS.flatMap(sources)]) {
    hash.update(path).update(readFileSync(join(projectRoot, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function make(data: string, clip: string): Promise<void> {
  // `prepare.ts` does not end while an engine waits for a next server.
  const server = await startInside({ data, env: { FACELOGIN_LIVENESS: 'off' }, engine: createEngine });
  await enrollMember(server.url, { ...ENROLLED, clip });
  await server.close();
  for (const name of readdirSync(data)) if (name !== 'pglite') rmSync(join(data, name), { recursive: true });
}

let known: string | undefined;

/** The folder of the database. Several processes may ask at once. */
export async function enrolledDatabase(clips: Clips): Promise<string> {
  known ??= join(cache, fingerprint(await blankDatabase()));
  return keptFolder(known, (fresh) => make(fresh, clips.cap12_edit));
}

/** A new data folder with a copy of the database. */
export async function enrolledData(clips: Clips): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-data-'));
  cpSync(join(await enrolledDatabase(clips), 'pglite'), join(data, 'pglite'), { recursive: true });
  return data;
}
