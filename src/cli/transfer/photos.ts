/** Reads photos of a folder. Nothing outside of the folder is read, whatever a file of people names. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { WirePhoto } from '../../transfer/by-socket.ts';
import { PHOTO_BYTES } from '../../transfer/row/photos.ts';
import type { Why } from '../../transfer/why.ts';

/** Gives a photo by its name, or why it cannot. */
export type ReadPhoto = (name: string) => WirePhoto;

function problemOf(path: string, folder: string): Why | undefined {
  // A link that leads out of the folder ends elsewhere.
  if (!realpathSync(path).startsWith(folder.endsWith(sep) ? folder : folder + sep))
    return { key: 'import.photo.outside' };
  const { size, isFile } = { size: statSync(path).size, isFile: statSync(path).isFile() };
  if (!isFile) return { key: 'import.photo.missing' };
  if (size > PHOTO_BYTES) return { key: 'import.photo.large', vars: { limit: PHOTO_BYTES / 1_048_576 } };
  return undefined;
}

/** @param dir the folder of photos. @throws {Error} in one line where there is no such folder. */
export function photosOf(dir: string): ReadPhoto {
  let [folder, names] = ['', [] as string[]];
  try {
    [folder, names] = [realpathSync(dir), readdirSync(dir)];
  } catch (cause) {
    throw new Error(`Cannot read the photos in ${dir}: ${(cause as Error).message}.`, { cause });
  }
  // Some systems store names in another Unicode form than a table has them.
  const byName = new Map(names.map((name) => [name.normalize('NFC'), name]));
  return (name) => {
    const found = byName.get(name);
    if (found === undefined) return { name, problem: { key: 'import.photo.missing' } };
    const path = join(folder, found);
    try {
      const problem = problemOf(path, folder);
      return problem ? { name, problem } : { name, base64: readFileSync(path).toString('base64') };
    } catch (error) {
      return { name, problem: { key: 'import.photo.unreadable', vars: { why: (error as Error).message } } };
    }
  };
}
