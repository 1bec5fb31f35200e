/** `facelogin backup FILE` and `facelogin restore FILE`. */
import { openSync } from 'node:fs';
import { type Config, loadConfig } from '../config.ts';
import { keyIdOf, readKeyFiles } from '../crypto/keyfiles.ts';
import { restoreBackup } from '../db/backup/restore.ts';
import { templatesByKey } from '../db/keycheck.ts';
import { writeNewFile } from './backup-file.ts';
import { onDatabase, withData } from './data.ts';
import { callersPath } from './place.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

function fileOf(args: string[], command: string): string {
  if (args.length !== 1) throw new Error(`Say which file: ${command} FILE.`);
  return callersPath(args[0]!);
}

/** Writes everything but the template key and the sessions to a new file. The server gives the lines. */
export function saveBackup(config: Config, file: string): Promise<{ rows: number }> {
  return writeNewFile(file, (take) => withData(config, 'backup-lines', undefined, take));
}

/** `backup FILE`. */
export async function backupCommand(args: string[]): Promise<number> {
  const config = loadConfig();
  const file = fileOf(args, 'backup');
  const { rows } = await saveBackup(config, file);
  say(`${file} holds ${rows} rows.`);
  say(
    config.templateKey
      ? 'The template key (FACELOGIN_TEMPLATE_KEY) is not in it. Keep a copy of the key apart from this file.'
      : `The template key is not in it. Keep a copy of ${config.keysDir} apart from this file.`,
  );
  return 0;
}

/** The ids of keys that the restored templates need and that are not here. */
function missingKeys(keysDir: string, templateKey: string, needed: string[]): string[] {
  const hex = templateKey === '' ? [] : templateKey.split(',');
  let here = hex.map((key) => keyIdOf(Buffer.from(key, 'hex')));
  try {
    if (templateKey === '') here = readKeyFiles(keysDir).map(keyIdOf);
  } catch {
    // There is no folder of keys before the first start of the server.
  }
  return needed.filter((keyId) => !here.includes(keyId));
}

/** Opens a file as the person at the keyboard: the database may belong to somebody who must not read it. */
function open(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    throw new Error(`Cannot read the backup ${file}: ${(cause as Error).message}.`, { cause });
  }
}

/** `restore FILE`: restores a backup into an empty data folder or database. */
export async function restoreCommand(args: string[]): Promise<number> {
  const config = loadConfig();
  const file = fileOf(args, 'restore');
  const handle = open(file);
  return onDatabase(config, async (deps) => {
    const { at, rows } = await restoreBackup(deps.db, { file, handle });
    say(`Restored ${rows} rows of the backup made at ${at.toISOString()}. Everybody has to sign in again.`);
    const needed = [...(await templatesByKey(deps.db)).keys()];
    const missing = missingKeys(deps.config.keysDir, config.templateKey, needed);
    if (missing.length === 0) return 0;
    say(`The face templates need key ${missing.join(', ')}. Copy it into ${config.keysDir} before the server starts.`);
    say('Without it people sign in by password and have to enroll again.');
    return 0;
  });
}
