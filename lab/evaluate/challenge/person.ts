/** Finds the movements of the challenge that a person in a clip shows, piece by piece. */
import type { Observation } from '../../../src/biometrics/observation.ts';
import { MOVES, type Move, movementFrom, NOD, STRAIGHT, TURN } from '../../../src/biometrics/session/challenge.ts';
import { type Gaze, gazeOf } from '../../../src/biometrics/session/turn.ts';
import { median } from '../median.ts';
import { type Track, whileTurning } from './track.ts';

/** A movement from a look into the camera to the furthest frame, `frames[peak]`, and back to the camera. */
export type Excursion = { move: Move; frames: Observation[]; peak: number };

export type Person = {
  file: string;
  /** Usable frames of a look into the camera. A challenge may begin with each. */
  front: Observation[];
  /** The pieces that show each movement; empty where the clip does not show it. */
  shows: Record<Move, Excursion[]>;
  /** The side that only the mirror image shows. */
  mirrored?: Move;
};

/** How far a look into the camera may be from the straight one (`across`), and from the median height (`down`). */
const FRONT: Gaze = { across: 0.06, down: 0.05 };
/** The part of {@link TURN} and {@link NOD} below which a head is back from a movement. */
const HOME = 0.5;

/** A frame of a track. `gaze` is measured from the look into the camera; `move` is what the challenge would see. */
type Step = { observation: Observation; gaze?: Gaze; move?: Move };
/** Frames from `first` to `last` that show one movement, without another one or a look into the camera between. */
type Run = { move: Move; first: number; last: number };

function lookingAhead(track: readonly Observation[]): Observation[] {
  const usable = track.filter(({ face, problem }) => face && !problem);
  const gazes = usable.map(({ face }) => gazeOf(face!.points));
  const level = median(gazes.map(({ down }) => down)) ?? 0;
  return usable.filter((_, i) => {
    return Math.abs(gazes[i]!.across) < FRONT.across && Math.abs(gazes[i]!.down - level) < FRONT.down;
  });
}

/** How much of a movement a gaze shows, the larger of both kinds. The challenge asks for 1. */
function extent({ across, down }: Gaze): number {
  return Math.max(Math.abs(across) / TURN, Math.abs(down) / NOD);
}

/** @param home the frame whose look into the camera is the straightest. */
function stepsOf(track: readonly Observation[], home: Observation): Step[] {
  const { points } = home.face!;
  const from = gazeOf(points);
  return track.map((observation) => {
    const { face, problem } = whileTurning(observation);
    if (!face) return { observation };
    const { across, down } = gazeOf(face.points);
    const move = problem ? undefined : movementFrom(points, face.points);
    return { observation, gaze: { across: across - from.across, down: down - from.down }, ...(move && { move }) };
  });
}

function isHome({ gaze }: Step): boolean {
  return gaze !== undefined && extent(gaze) < HOME;
}

function runsOf(steps: readonly Step[]): Run[] {
  const runs: Run[] = [];
  for (const [index, { move }] of steps.entries()) {
    const before = runs.at(-1);
    if (!move) continue;
    if (before?.move === move && !steps.slice(before.last, index).some(isHome)) before.last = index;
    else runs.push({ move, first: index, last: index });
  }
  return runs;
}

/** How far a gaze goes the way of a movement. */
function far({ across, down }: Gaze, move: Move): number {
  return { left: across, right: -across, down, up: -down }[move];
}

/** Whether a step counts as the movement with any look into the camera as the reference. */
function isClear({ gaze, move }: Step): boolean {
  if (!gaze || !move) return false;
  if (move === 'left' || move === 'right') return far(gaze, move) >= TURN + FRONT.across;
  return far(gaze, move) >= NOD + FRONT.down && Math.abs(gaze.across) < STRAIGHT - FRONT.across;
}

/** Among the clear steps of a run the one that goes furthest. */
function peakOf(steps: readonly Step[], { move, first, last }: Run): number | undefined {
  const clear = steps.flatMap((step, index) => (index >= first && index <= last && isClear(step) ? index : []));
  return clear.sort((a, b) => far(steps[b]!.gaze!, move) - far(steps[a]!.gaze!, move))[0];
}

/**
 * The piece around a run. The clip may go on to another movement without a look into the camera, or end. Then the way
 * there or back is the other way in reverse. Undefined where neither way is shown, or where no step is clear: people
 * who are asked move far enough, or further while the arrow stands.
 */
function excursionOf(steps: readonly Step[], run: Run, from: number, to: number): Excursion | undefined {
  const { move, first, last } = run;
  const peak = peakOf(steps, run);
  const [start, end] = [steps.slice(from, first).findLastIndex(isHome), steps.slice(last + 1, to).findIndex(isHome)];
  if (peak === undefined || (start < 0 && end < 0)) return undefined;
  const piece = (a: number, b: number) => steps.slice(a, b).map(({ observation }) => observation);
  const [there, back] = [piece(from + start, peak), piece(peak + 1, last + end + 2)];
  const way = start < 0 ? [...back].reverse() : there;
  const rest = end < 0 ? [...there].reverse() : back;
  return { move, frames: [...way, steps[peak]!.observation, ...rest], peak: way.length };
}

function excursionsOf(track: readonly Observation[], front: readonly Observation[]): Excursion[] {
  const gazes = front.map(({ face }) => gazeOf(face!.points));
  const middleOf = (axis: keyof Gaze) => median(gazes.map((gaze) => gaze[axis]))!;
  const middle = { across: middleOf('across'), down: middleOf('down') };
  const off = gazes.map(({ across, down }) => extent({ across: across - middle.across, down: down - middle.down }));
  const steps = stepsOf(track, front[off.indexOf(Math.min(...off))]!);
  const runs = runsOf(steps);
  return runs.flatMap((run, index) => {
    const [from, to] = [(runs[index - 1]?.last ?? -1) + 1, runs[index + 1]?.first ?? steps.length];
    return excursionOf(steps, run, from, to) ?? [];
  });
}

/**
 * Finds what a clip shows. Where it lacks one side, that side comes from the mirror image.
 * @returns undefined where nobody in the clip looks into the camera.
 */
export async function personIn({ file, frames, mirrored }: Track): Promise<Person | undefined> {
  const front = lookingAhead(frames);
  if (front.length === 0) return undefined;
  const own = excursionsOf(frames, front);
  const of = (excursions: readonly Excursion[], move: Move) => excursions.filter((one) => one.move === move);
  const shows = Object.fromEntries(MOVES.map((move) => [move, of(own, move)])) as Person['shows'];
  const missing = (['left', 'right'] as const).filter((side) => shows[side].length === 0);
  if (missing.length !== 1) return { file, front, shows };
  const [side] = missing as [Move];
  const images = await mirrored();
  const other = lookingAhead(images);
  if (other.length === 0) return { file, front, shows };
  shows[side] = of(excursionsOf(images, other), side);
  return { file, front, shows, ...(shows[side].length > 0 && { mirrored: side }) };
}
