/** Measures presentation attack detection on images and clips of people and of attacks: verdicts and error rates. */
import { DECISION_FRAMES } from '../../../src/biometrics/decision.ts';
import {
  fuseLiveness,
  judgeLiveness,
  type LivenessRule,
  type LivenessVerdict,
} from '../../../src/biometrics/liveness.ts';
import type { Face, LivenessCues, Problem } from '../../../src/biometrics/observation.ts';
import { type PadRates, padRates, type Rate, rateOf } from '../../../src/biometrics/rates/pad.ts';
import type { Pipeline } from '../../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import type { Progress } from '../../progress.ts';
import { median } from '../median.ts';
import { type AttemptRates, attemptRates } from './attempts.ts';
import { type Followed, replayChallenge } from './challenge.ts';
import { framesOf, type Label, type Sample } from './files.ts';

/** The cues that are measured. The command opens the same ones. */
export const CUES = ['passive'] as const satisfies readonly Exclude<keyof LivenessCues, 'frames'>[];
export type CueName = (typeof CUES)[number];

export type Cue = { name: CueName; score: (frame: Frame, face: Face) => Promise<number> };

export type LivenessOptions = {
  samples: readonly Sample[];
  /** Program for clips, see `clipFrames`. It is needed where there are any. */
  ffmpeg?: string;
  pipeline: Pipeline;
  cues: readonly Cue[];
  rule: LivenessRule;
  /**
   * Whether to leave out what sign-in would not judge: turned away, blurred, dark, several faces … Else all frames with a
   * face count, by the central one.
   */
  gate: boolean;
  progress: Progress;
};

/** A frame with its verdict. Without cues it is a failure to acquire. */
export type FrameLook = { cues?: LivenessCues; verdict?: LivenessVerdict; problem?: Problem };

/** One file, with the verdict of a decision over all its frames with cues. */
export type Presentation = {
  file: string;
  label: Label;
  verdict: LivenessVerdict;
  /** Means over the frames with cues. */
  cues: LivenessCues;
  frames: FrameLook[];
  /** How often the file passes the challenge as a recording; absent where none can begin with it. */
  recording?: Rate;
};

export type LivenessResult = {
  presentations: Presentation[];
  cues: Record<CueName, PadRates>;
  /** Of the files with a verdict: the share of attacks that are found live, and of people that are found an attack. */
  files: { apcer: Rate; bpcer: Rate };
  /** The same of attempts as at sign-in. */
  attempts: AttemptRates;
  /** Milliseconds that all cues of a frame take in the median, without decoding it and finding the face. */
  cueMs: number;
  gate: boolean;
  seconds: number;
};

/** The scores of one cue over the frames that have it. */
export function scoresOf(frames: readonly FrameLook[], cue: CueName): number[] {
  return frames.flatMap(({ cues }) => cues?.[cue] ?? []);
}

/**
 * The lowest and the highest mean over as many successive frames as sign-in's first decision takes. They show where one
 * decision of a clip goes wrong though the mean of all frames does not. Null for fewer frames.
 */
export function shortDecisions(frames: readonly FrameLook[], cue: CueName): { lowest: number; highest: number } | null {
  const [length] = DECISION_FRAMES as [number];
  const scores = scoresOf(frames, cue);
  const means = scores
    .slice(length - 1)
    .map((_, start) => scores.slice(start, start + length).reduce((sum, score) => sum + score, 0) / length);
  return means.length === 0 ? null : { lowest: Math.min(...means), highest: Math.max(...means) };
}

async function present(sample: Sample, options: LivenessOptions, times: number[]): Promise<Presentation> {
  const { pipeline, rule, gate } = options;
  const frames: FrameLook[] = [];
  const followed: Followed[] = [];
  for await (const frame of framesOf(sample, options.ffmpeg)) {
    const { face, problem } = (await pipeline.look(frame, gate ? 'alone' : 'central')).observation;
    const judged = face && (!problem || problem === 'turned-away');
    followed.push(judged ? { points: face.points, usable: !problem } : undefined);
    if (!face || (gate && problem)) {
      frames.push({ ...(problem && { problem }) });
      continue;
    }
    const start = performance.now();
    const cues: LivenessCues = {};
    for (const { name, score } of options.cues) cues[name] = await score(frame, face);
    times.push(performance.now() - start);
    frames.push({ cues, verdict: judgeLiveness(cues, rule), ...(problem && { problem }) });
  }
  const cues = fuseLiveness(frames.flatMap((look) => look.cues ?? []));
  const recording = replayChallenge(followed);
  const { file, label } = sample;
  return { file, label, verdict: judgeLiveness(cues, rule), cues, frames, ...(recording && { recording }) };
}

function ratesOf(presentations: readonly Presentation[], cue: CueName, threshold: number): PadRates {
  const of = (label: Label) => presentations.filter((one) => one.label === label);
  const real = of('real').flatMap(({ frames }) => scoresOf(frames, cue));
  const attacks = of('fake').map(({ file, frames }) => [file, scoresOf(frames, cue)] as const);
  return padRates(real, new Map(attacks), threshold);
}

function fileRates(presentations: readonly Presentation[]): LivenessResult['files'] {
  const verdicts = (label: Label) =>
    presentations.filter((one) => one.label === label && one.verdict !== 'inconclusive').map(({ verdict }) => verdict);
  const share = (all: LivenessVerdict[], wrong: LivenessVerdict) =>
    rateOf(all.filter((verdict) => verdict === wrong).length, all.length);
  return { apcer: share(verdicts('fake'), 'live'), bpcer: share(verdicts('real'), 'attack') };
}

/** @throws {Error} in one line: a file cannot be read, or no frame of people or none of attacks has a usable face. */
export async function evaluateLiveness(options: LivenessOptions): Promise<LivenessResult> {
  const { samples, rule, progress } = options;
  const start = performance.now();
  const presentations: Presentation[] = [];
  const times: number[] = [];
  for (const [index, sample] of samples.entries()) {
    presentations.push(await present(sample, options, times));
    progress(index + 1, samples.length, 'files');
  }
  for (const label of ['real', 'fake'] as const) {
    const frames = presentations.filter((one) => one.label === label).flatMap((one) => one.frames);
    if (frames.some(({ cues }) => cues)) continue;
    throw new Error(`There is no usable face in any of ${frames.length} frames of --${label}: nothing to measure.`);
  }
  const rates = CUES.map((cue) => [cue, ratesOf(presentations, cue, rule.moving ?? rule[cue])] as const);
  return {
    presentations,
    cues: Object.fromEntries(rates) as LivenessResult['cues'],
    files: fileRates(presentations),
    attempts: attemptRates(presentations, rule),
    cueMs: median(times) ?? 0,
    gate: options.gate,
    seconds: (performance.now() - start) / 1000,
  };
}
