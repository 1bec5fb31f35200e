/** What an evaluation takes and finds, and the form in which a file holds it. */
import type { IdentificationPoint } from '../../src/biometrics/identification.ts';
import type { Problem } from '../../src/biometrics/observation.ts';
import type { DetPoint, OperatingPoint } from '../../src/biometrics/rates/points.ts';
import type { Networks } from '../data/networks.ts';
import type { Failures } from '../data/portraits.ts';
import type { Progress } from '../progress.ts';
import type { GlancePoint } from './glances.ts';

/** Options of the protocols that read images. */
export type EvaluateOptions = Networks & {
  /** Folder with `images/` and the protocol's file. */
  data: string;
  folds?: readonly number[];
  /** Path of the description of the operator's own model, for `custom`. */
  customModel?: string;
  /** Whether images that sign-in would refuse count as failures to acquire (`extract.ts`). */
  gate: boolean;
  progress: Progress;
};

/** The rates at one threshold of the recognizer's calibration. */
export type CalibratedPoint = {
  /** The FMR of one comparison that the calibration promises. */
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
  /** Images that were looked at; in `gallery` templates, each of one image. */
  images: number;
  /** How many images gave no template, by their problem. */
  failures: Failures;
  /** How many images gave a template though sign-in would have asked for another frame, by their problem. */
  poor: Partial<Record<Problem, number>>;
  /** Numbers of comparisons, all draws together. */
  genuine: number;
  impostor: number;
  /** Absent outside of `pairs`, and where there is one fold only. */
  accuracy?: number;
  /** Null where there are no genuine comparisons. */
  eer: number | null;
  operatingPoints: OperatingPoint[];
  /** Of `identities` alone. */
  identification?: IdentificationPoint[];
  calibrated?: CalibratedPoint[];
  /** Whether sign-in decides as these scores do, at its thresholds; empty where it always takes all looks. */
  glances?: GlancePoint[];
  curve: DetPoint[];
  seconds: number;
  people?: number;
  enroll?: number;
  draws?: number;
  folds?: readonly number[];
  gate?: boolean;
};

/** The result as a file holds it: counts and rates without the curve. */
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
