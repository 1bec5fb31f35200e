/**
 * `facelogin bench frame`: from a JPEG of 640x480 to the decision, in one process on one core, and each step by itself.
 */
import { runPart } from '../child.ts';
import { rounded, say, writeResults } from '../figures.ts';
import { readOptions } from '../options.ts';
import { frameOf, pictureLine } from '../picture.ts';
import type { FrameResult } from './run.ts';

function tell({ p50, p95, looked, close, steps, frames, people }: FrameResult): void {
  say(`A frame of 640x480 on one core, ${frames} times, ${people} people enrolled; milliseconds:`);
  say(`  looked at only           median ${looked.p50}, p95 ${looked.p95}`);
  say(`  deciding                 median ${p50}, p95 ${p95}`);
  say(`  deciding, looked twice   median ${close.p50}, p95 ${close.p95}`);
  for (const [name, ms] of Object.entries(steps)) say(`    ${name.padEnd(22)}${rounded(ms)}`);
}

/** `[--frame FILE] [--frames 200] [--people 1000] [--json FILE]`. @throws {Error} where the picture is of no use. */
export async function benchFrame(args: string[]): Promise<number> {
  const { frame: picture, frames, people, json } = readOptions(args, { frame: '', frames: '200', people: '1000' });
  // A picture that is not there is told before a process starts for it.
  await frameOf(picture);
  say(pictureLine(picture));
  const frame = await runPart<FrameResult>('frame-run', [picture, frames, people]);
  tell(frame);
  writeResults(json, { frame });
  return 0;
}
