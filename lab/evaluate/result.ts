/** What an evaluation found, and the form in which it is written to a file. */
import type { IdentificationPoint } from '../../src/biometrics/identification.ts';
import type { Problem } from '../../src/biometrics/observation.ts';
import type { DetPoint, OperatingPoint } from '../../src/biometrics/rates/points.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Recognizer } from '../../src/vision/recognizers/recognizer.ts';
import type { Failures } from '../data/portraits.ts';
import type { GlancePoint } from './glances.ts';

/** What the protocols that read images are given. */
export type EvaluateOptions = {
  /** Folder with `images/` and the protocol's file. */
  data: string;
  folds?: readonly number[];
  recognizer: Recognizer;
  /** Path of the description of the operator's own model, for `custom`. */
  customModel?: string;
  pipeline: Pipeline;
  /** Whether images that sign-in would refuse count as failures to acquire, see `extract.ts`. */
  gate: boolean;
  progress: (done: number, all: number, what: string) => void;
};

/** What was found at one threshold of the recognizer's calibration. */
export type CalibratedPoint = {
  /** That the calibration promises for one comparison. */
  promised: number;
  threshold: number;
  fmr: number;
  /** Impostor comparisons that match. */
  matches: number;
  fnmr: number;
  fnmrLow: number;
  fnmrHigh: number;
};

export type Result = {
  recognizer: string;
  protocol: 'pairs' | 'identities' | 'gallery';
  /** Images looked at; in `gallery` templates, one an image. */
  images: number;
  /** How many images gave no template, by their problem. */
  failures: Failures;
  /** How many gave one though sign-in would have asked for another frame, by their problem. */
  poor: Partial<Record<Problem, number>>;
  /** Counts of comparisons, of all draws together. */
  genuine: number;
  impostor: number;
  /** Absent outside of `pairs`, and with one fold only. */
  accuracy?: number;
  /** Null where there are no genuine comparisons. */
  eer: number | null;
  operatingPoints: OperatingPoint[];
  /** `identities` only. */
  identification?: IdentificationPoint[];
  calibrated?: CalibratedPoint[];
  /** Whether sign-in decides as these scores do, at its thresholds; empty where it always looks with all care. */
  glances?: GlancePoint[];
  curve: DetPoint[];
  seconds: number;
  people?: number;
  enroll?: number;
  draws?: number;
  folds?: readonly number[];
  gate?: boolean;
};

/** The result as it is written: counts and rates without the curve. */
export function resultJson(result: Result): Record<string, unknown> {
  const { recognizer, protocol, images, failures, poor, identification, seconds, ...rest } = result;
  const { calibrated: _, curve: __, glances: ___, ...counted } = rest;
  return {
    recognizer,
    protocol,
    images,
    failuresToAcquire: Object.values(failures).reduce((sum, count) => sum + count, 0),
    ...counted,
    ...(identification && {
      identification: identification.map(({ fpir, fnir, threshold }) => ({ fpir, fnir, threshold })),
    }),
    seconds: Math.round(seconds * 10) / 10,
    poor,
  };
}
