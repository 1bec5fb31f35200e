/**
 * Reads the histograms of OpenCV's `LBPHFaceRecognizer`. Its addon shows them only in the model that it saves to a
 * file, and no face data may reach a disk. So the file is in memory and has no name. No other user can open it, and it
 * disappears with the process, however that ends.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { MEMORY_FOLDER } from './addon.ts';
import { CELL_PIXELS } from './bytes.ts';
import { BINS } from './codes.ts';

/**
 * Size of OpenCV's header before the numbers of a matrix in base64 (modules/core/src/persistence_base64_encoding.hpp).
 */
const HEADER_BYTES = 24;

/** A file in memory that OpenCV can write to. */
export type Scratch = {
  /** Path for {@link LbphFaceRecognizer.save}. Its base64 is seven times as fast as decimal numbers. */
  readonly path: string;
  /** Returns the content and empties the file. */
  take(): string;
  close(): void;
};

/** @throws {Error} when the file system in memory cannot be written to. */
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
 * The counts of the only histogram in a saved model. OpenCV stores each count as its share of the pixels of a cell.
 * @param model YAML as OpenCV 4 writes it.
 * @throws {Error} when the model has no such histogram.
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
