/**
 * What one frame shows, in the words of ISO/IEC 2382-37. The vision worker produces it, `decision.ts` judges it.
 * Pure data: it crosses the thread boundary as it is.
 */

/** Why a captured sample is of no use; each is something the person can change. */
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

/** A rectangle in pixels of the (rotated) frame; x and y are its upper left corner. */
export type Box = { x: number; y: number; width: number; height: number };

/** Head pose in degrees; yaw > 0 looks to the person's own left, pitch > 0 looks up, roll > 0 leans to the own left. */
export type Pose = { yaw: number; pitch: number; roll: number };

/** Quality of the aligned face: luminance mean and spread in 0..255, sharpness as variance of the Laplacian. */
export type Quality = { brightness: number; contrast: number; sharpness: number };

/** The one face that a usable or nearly usable frame shows. `score` is the detector's, 0..1. */
/** `points`: the 68 landmarks, x, y, x, y … in pixels. */
export type Face = { box: Box; score: number; pose: Pose; quality: Quality; points: number[] };

/**
 * Liveness cues of one frame, 0 (an attack) to 1 (live), or their means over `frames` of them. A cue that could not be
 * taken is absent: that is never a pass.
 */
export type LivenessCues = { passive?: number; frames?: number };

/** The best template of one person for this probe. Score: higher is more alike (a recognizer turns its distance round). */
export type Candidate = { userId: string; templateId: string; score: number };

/**
 * One frame, observed. `problem` absent means that it is usable: exactly one face of good quality.
 * `candidates` holds the best template of each of the best few people, best first; empty where the frame is not
 * usable or the gallery holds nobody.
 */
export type Observation = {
  frame: { width: number; height: number };
  faces: number;
  problem?: Problem;
  face?: Face;
  liveness?: LivenessCues;
  /** While movements are asked for: the head makes none. Nobody was compared. */
  still?: true;
  candidates: Candidate[];
  /** Encoded templates of the frame by the recognizers that do not decide, where they were asked for. Never stored. */
  probes?: { recognizer: string; version: number; bytes: Uint8Array }[];
};
