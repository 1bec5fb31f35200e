/** What every bench does with its times: median, 95th percentile, a line for people and a file for machines. */
import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';

/** Milliseconds, to a hundredth. */
export type Figures = { p50: number; p95: number };

/** Median and 95th percentile of some milliseconds, in any order; 0 where there are none. */
export function figuresOf(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: rounded(at(0.5)), p95: rounded(at(0.95)) };
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes the results where `--json` asks for it. */
export function writeResults(file: string | undefined, results: object): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** `1000,10000` as numbers. @throws {Error} in one line for what is none. */
export function numbersOf(list: string): number[] {
  const numbers = list.split(',').map(Number);
  if (numbers.some((number) => !(number > 0))) throw new Error(`Cannot use ${JSON.stringify(list)}: numbers above 0.`);
  return numbers;
}

/**
 * A photo as a JPEG of 640x480, as a browser's canvas sends it.
 * @throws {Error} in one line where no file is named: no photo of a person is part of the project.
 */
export async function frameOf(file: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (!file) throw new Error('Say which picture to look at: --frame FILE, a photo with one face.');
  const upright = sharp(readFileSync(file)).autoOrient();
  return new Uint8Array(await upright.resize(640, 480, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer());
}
