/** Finds in a clip what somebody's face shows at rest, with closed eyes, and with the mouth wide open. */
import { type Openings, openingsOf } from '../../../src/biometrics/session/expression.ts';
import { CLOSED, WIDE } from '../../../src/biometrics/session/face-challenge.ts';
import { framesOf, type Sample } from '../liveness/files.ts';
import { median } from '../median.ts';
import { type Lens, look, type Seen } from './look.ts';

/** Frames of a second. Sign-in takes every fourth. */
export const PER_SECOND = 10;
/**
 * Eyes this far closed, as a part of the median, are the deepest moment of a blink. It is looser than what the challenge
 * asks for, so that blinks which it misses are counted.
 */
const BLINK = 0.75;
/** The mouth is opened wide on purpose in a clip that reaches this. Talk reaches 0.1 to 0.15. */
const OPENED = 0.2;
/** The part of the widest mouth of a clip from which on a frame shows it wide open. */
const NEARLY = 0.8;

/** One frame of the clip, by its place in it. */
export type Shot = Seen & { index: number };

export type Person = {
  sample: Sample;
  /** All frames in order; undefined where sign-in would not judge it. */
  frames: (Seen | undefined)[];
  rest: Shot[];
  /** The deepest frame of each blink. */
  eyes: Shot[];
  mouth: Shot[];
};

type Measured = { seen: Seen; index: number; eyes: number; mouth: number };

/** Openings of all frames against the median: `eyes` as a part of it, `mouth` as the difference. */
function measure(frames: readonly (Seen | undefined)[]): Measured[] {
  const judged = frames.flatMap((seen, index) => (seen ? [{ seen, index }] : []));
  const first = judged[0]?.seen.mesh ?? [];
  const openings = judged.map(({ seen }) => openingsOf(first, seen.mesh));
  const middle = (key: keyof Openings) => median(openings.map((one) => one[key])) ?? 0;
  const [eyes, mouth] = [middle('eyes'), middle('mouth')];
  return judged.map((one, i) => ({ ...one, eyes: openings[i]!.eyes / eyes, mouth: openings[i]!.mouth - mouth }));
}

/** The frames that are deeper than the ones on both sides. */
function deepest(measured: readonly Measured[]): Measured[] {
  return measured.filter(({ eyes }, i) => {
    const [before, after] = [measured[i - 1]?.eyes ?? 1, measured[i + 1]?.eyes ?? 1];
    return eyes <= BLINK && eyes <= before && eyes < after;
  });
}

export async function personIn(sample: Sample, ffmpeg: string, lens: Lens): Promise<Person> {
  const frames: (Seen | undefined)[] = [];
  for await (const frame of framesOf(sample, ffmpeg, PER_SECOND)) frames.push(await look(frame, lens));
  const measured = measure(frames);
  const widest = Math.max(0, ...measured.map(({ mouth }) => mouth));
  const of = (found: readonly Measured[]) => found.map(({ seen, index }): Shot => ({ ...seen, index }));
  return {
    sample,
    frames,
    rest: of(measured.filter(({ eyes, mouth }) => eyes > (CLOSED + 1) / 2 && mouth < WIDE / 2)),
    eyes: of(deepest(measured)),
    mouth: widest >= OPENED ? of(measured.filter(({ mouth }) => mouth >= widest * NEARLY)) : [],
  };
}
