/** What lies on the disks of this machine, searched for bytes that must not. */
import { readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Bytes of a piece that is searched for: two files have no such piece in common by chance. */
const PIECE = 48;
/** Bytes of a file that is read; what is larger is no picture that this server would write. */
const LARGEST = 512 * 1_048_576;
/** Folders that hold nothing which a running server writes. */
const SKIPPED = new Set(['node_modules', '.bun', '.git', 'proc', 'sys']);

const middle = (bytes: Buffer) => bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + PIECE);

/** Pieces by which a picture is known again: as it was sent, and as pixels, colours in either order. */
export async function piecesOf(image: Buffer): Promise<Buffer[]> {
  const { data } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = middle(data);
  const reversed = Buffer.from(pixels);
  for (let i = 0; i + 2 < PIECE; i += 3) [reversed[i], reversed[i + 2]] = [pixels[i + 2]!, pixels[i]!];
  // A flat patch of a picture looks like any other flat patch.
  const telling = new Set(pixels).size > 8 ? [pixels, reversed] : [];
  return [middle(image), ...telling];
}

function filesIn(folder: string, since: number): string[] {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(folder);
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesIn(path, since);
    const found = entry.isFile() ? statSync(path, { throwIfNoEntry: false }) : undefined;
    return found && found.mtimeMs >= since && found.size <= LARGEST ? [path] : [];
  });
}

function list(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

/** Files below the folders, written to since that moment (Unix milliseconds), that hold one of the pieces. */
export function filesWith(pieces: readonly Buffer[], folders: readonly string[], since = 0): string[] {
  const files = new Set(folders.flatMap((folder) => filesIn(folder, since)));
  return [...files].filter((path) => {
    try {
      const bytes = readFileSync(path);
      return pieces.some((piece) => bytes.includes(piece));
    } catch {
      // Gone since the folder was read, or not ours to read.
      return false;
    }
  });
}

/** Notes every file that comes, changes or goes in a folder, also one that is gone at once. */
export function watchFolder(folder: string): { names: string[]; close(): void } {
  const names: string[] = [];
  const watcher = watch(folder, { recursive: true }, (_, name) => void names.push(String(name)));
  return { names, close: () => watcher.close() };
}
