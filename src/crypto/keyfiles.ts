/**
 * The files that hold template keys. `template.key` seals; every other `*.key` of the folder is there to read what was
 * sealed before. A file is whole and on the disk before it gets its name, so that a crash leaves no half of one.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config.ts';
import { ownersAdvice } from '../owner/advice.ts';

const CURRENT = 'template.key';

function currentFile(folder: string): string {
  return join(folder, CURRENT);
}

function fileOf(folder: string, keyId: string): string {
  return join(folder, `${keyId}.key`);
}

/** A new name in a folder survives a power cut once the folder itself is on the disk (fsync(2)). */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Gives a file another name besides; where that name is taken already, its file stays. */
function linkOnce(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Writes a key of 32 bytes to a file of that name; where another process was faster, its file stays. */
function writeKey(folder: string, path: string, key: Uint8Array): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    writeSync(file, `${Buffer.from(key).toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
    linkOnce(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
}

function readKey(path: string): Uint8Array {
  const { mode } = statSync(path);
  if ((mode & 0o077) !== 0) {
    throw new ConfigError(`The key file ${path} can be read by others. Run: chmod 600 ${path}`);
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new ConfigError(`The key file ${path} does not hold 64 hexadecimal digits. Restore it from your copy.`);
  }
  return Buffer.from(text, 'hex');
}

/** What goes wrong with the files, in one line for the operator. */
function told<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const why = `${(cause as Error).message}.${ownersAdvice(folder)}`;
    throw new ConfigError(`Cannot use the template key in ${folder}: ${why}`, { cause });
  }
}

/** Makes the first key where the folder has none that seals. @throws {ConfigError} */
export function ensureKeyFile(folder: string): void {
  told(folder, () => {
    if (!existsSync(currentFile(folder))) writeKey(folder, currentFile(folder), randomBytes(32));
  });
}

/** Every key of the folder, the one that seals first, each once. @throws {ConfigError} */
export function readKeyFiles(folder: string): Uint8Array[] {
  return told(folder, () => {
    const others = readdirSync(folder).filter((name) => name.endsWith('.key') && name !== CURRENT);
    const keys = [CURRENT, ...others.sort()].map((name) => readKey(join(folder, name)));
    return [...new Map(keys.map((key) => [Buffer.from(key).toString('hex'), key])).values()];
  });
}

/** The id by which stored templates name a key: tells keys apart and gives nothing away of them. */
export function keyIdOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** Makes another key, which seals nothing yet. @returns its id and its file. @throws {ConfigError} */
export function createKeyFile(folder: string): { keyId: string; file: string } {
  const key = randomBytes(32);
  const keyId = keyIdOf(key);
  return told(folder, () => {
    writeKey(folder, fileOf(folder, keyId), key);
    return { keyId, file: fileOf(folder, keyId) };
  });
}

/**
 * Makes a key of the folder the one that seals. The former one keeps a file of its own: at no moment is a key that
 * sealed something without a file.
 * @throws {ConfigError} where there is no key of that id.
 */
export function sealWith(folder: string, keyId: string): void {
  told(folder, () => {
    const current = currentFile(folder);
    const wanted = readdirSync(folder)
      .filter((name) => name.endsWith('.key'))
      .map((name) => join(folder, name))
      .find((path) => keyIdOf(readKey(path)) === keyId);
    if (!wanted) throw new ConfigError(`There is no key ${keyId} in ${folder}. Copy its file there first.`);
    linkOnce(current, fileOf(folder, keyIdOf(readKey(current))));
    syncFolder(folder);
    if (wanted === current) return;
    const draft = `${current}.${randomUUID()}`;
    linkSync(wanted, draft);
    renameSync(draft, current);
    // Renaming onto another name of the same file does nothing, and leaves the draft (rename(2)).
    rmSync(draft, { force: true });
    syncFolder(folder);
  });
}
