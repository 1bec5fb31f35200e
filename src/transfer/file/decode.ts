/** Bytes of a file as text. */
import { FileProblem } from '../why.ts';

/** Bytes of a file of people, at most. A row of a thousand has about 150. */
export const FILE_BYTES = 5 * 1_048_576;

function isUtf16(bytes: Uint8Array): boolean {
  const mark = bytes[0]! * 256 + bytes[1]!;
  // Without a mark every other byte of a Latin letter is zero.
  return mark === 0xfffe || mark === 0xfeff || bytes.subarray(0, 64).includes(0);
}

/** @throws {FileProblem} for an empty or large file, and for other encodings than UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new FileProblem({ key: 'import.file.empty' });
  if (bytes.length > FILE_BYTES)
    throw new FileProblem({ key: 'import.file.large', vars: { limit: FILE_BYTES / 1_048_576 } });
  if (isUtf16(bytes)) throw new FileProblem({ key: 'import.file.utf16' });
  try {
    // It drops a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem({ key: 'import.file.encoding' });
  }
}
