/** A new file that its owner alone reads: it names people. It never overwrites another one. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** @throws {Error} where the file is there already. @returns how to write to it, and how to close it. */
export function openNew(file: string): { write(text: string): void; close(): void } {
  const opened = openSync(file, 'wx', 0o600);
  return { write: (text) => void writeSync(opened, text), close: () => closeSync(opened) };
}

export function writeNew(file: string, text: string): void {
  const { write, close } = openNew(file);
  try {
    write(text);
  } finally {
    close();
  }
}
