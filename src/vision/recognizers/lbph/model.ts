/**
 * Histograms out of OpenCV's `LBPHFaceRecognizer`. Its addon shows them nowhere but in the model that it saves to a
 * file, and nothing of a face may be on a disk: so the file is one in memory, and without a name. No other user can open
 * it, and it is gone with the process, however that ends.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { MEMORY_FOLDER } from './addon.ts';
import { CELL_PIXELS } from './bytes.ts';
import { BINS } from './codes.ts';

/** What OpenCV puts before the numbers of a matrix in base64 (modules/core/src/persistence_base64_encoding.hpp). */
const HEADER_BYTES = 24;

/** A file in memory that OpenCV can write to. */
export type Scratch = {
  /** A path for {@link LbphFaceRecognizer.save}: base64 is seven times as fast as decimal numbers. */
  readonly path: string;
  /** What was written, and empties the file. */
  take(): string;
  close(): void;
};

/** @throws {Error} where the file system in memory cannot be written to. */
export function openScratch(): Scratch {
  const name = `${MEMORY_FOLDER}/facelogin-${randomUUID()}`;
  const file = openSync(name, 'wx+', 0o600);
  unlinkSync(name);
  return {
    path: `/proc/self/fd/${file}?base64`,
    take() {
      const bytes = Buffer.alloc(fstatSync(file).size);
      readSync(file, bytes, 0, bytes.length, 0);
      ftruncateSync(file);
      return bytes.toString('latin1');
    },
    close: () => closeSync(file),
  };
}

/**
 * The counts of the only histogram in a saved model: OpenCV stores each as its share of a cell's pixels.
 * @param model YAML as OpenCV 4 writes it.
 * @throws {Error} where it is not what is expected.
 */
export function readCounts(model: string): Uint8Array {
  const data = /histograms:\s+- !!opencv-matrix\s+rows: 1\s+cols: \d+\s+dt: f\s+data: !!binary \|([\sA-Za-z0-9+/=]+)\n/;
  const bytes = Buffer.from(data.exec(model)?.[1] ?? '', 'base64');
  if (bytes.length !== HEADER_BYTES + BINS * Float32Array.BYTES_PER_ELEMENT) {
    throw new Error(`Cannot read the histogram that OpenCV saved: ${bytes.length} bytes`);
  }
  const counts = new Uint8Array(BINS);
  for (let bin = 0, at = HEADER_BYTES; bin < BINS; bin++, at += 4) {
    counts[bin] = Math.round(bytes.readFloatLE(at) * CELL_PIXELS);
  }
  return counts;
}
