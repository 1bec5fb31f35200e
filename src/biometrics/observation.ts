/**
 * What one frame shows, in the words of ISO/IEC 2382-37. The vision worker makes it, and `decision.ts` judges it. Plain
 * data, since it crosses the thread boundary.
 */

/** Why a captured sample is not usable. The person can change each of these. */
export const PROBLEMS = [
  'no-face',
  'several-faces',
  'too-far',
  'too-close',
  'off-centre',
  'too-dark',
  'too-bright',
  'blurred',
  'turned-away',
] as const;
export type Problem = (typeof PROBLEMS)[number];

/** A rectangle in pixels of the (rotated) frame. x and y: its upper left corner. */
export type Box = { x: number; y: number; width: number; height: number };

/** Head pose in degrees. yaw > 0: to the person's own left. pitch > 0: up. roll > 0: leans to the own left. */
export type Pose = { yaw: number; pitch: number; roll: number };

/** Quality of the aligned face: luminance mean and spread in 0..255, sharpness as variance of the Laplacian. */
export type Quality = { brightness: number; contrast: number; sharpness: number };

/**
 * The one face in a usable or nearly usable frame. `score`: of the detector, 0..1. `points`: the 68 landmarks, x, y, x,
 * y … in pixels. `mesh`: the points of lids and lips (`expression.ts`), where they were asked for.
 */
export type Face = { box: Box; score: number; pose: Pose; quality: Quality; points: number[]; mesh?: number[] };

/**
 * Liveness cues of one frame, 0 (an attack) to 1 (live), or their means over `frames` frames. A cue that could not be
 * measured is absent, which is never a pass.
 */
export type LivenessCues = { passive?: number; frames?: number };

/** The best template of one person for this probe. A higher score is more alike; recognizers convert distances. */
export type Candidate = { userId: string; templateId: string; score: number };

/**
 * The observation of one frame. `problem`: absent for a usable frame, with exactly one face of good quality.
 * `candidates`: the best template of each of the best few people, best first; empty for an unusable frame or an empty
 * gallery.
 */
export type Observation = {
  frame: { width: number; height: number };
  faces: number;
  problem?: Problem;
  face?: Face;
  liveness?: LivenessCues;
  /** The head makes no movement while the challenge asks for one. The frame was compared with nobody. */
  still?: true;
  candidates: Candidate[];
  /** Encoded templates of the frame by the recognizers that do not decide, where they were asked for. Never stored. */
  probes?: { recognizer: string; version: number; bytes: Uint8Array }[];
};
