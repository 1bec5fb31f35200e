/** When a captured sample is not usable, and which of its problems the person is told first. */
import type { Box, Pose, Problem, Quality } from '../../biometrics/observation.ts';
import type { Detection } from './detector.ts';

/**
 * Smallest width of a second face, as a part of the width of the largest: somebody within three times the distance.
 * Smaller faces are pictures on a wall or people far behind, and are ignored.
 */
const BYSTANDER_MIN = 1 / 3;
/** Pixels between the eye centres. The aligned face has 35; a face enlarged by more than 1.25 lacks detail. */
const EYES_MIN = 28;
/** From these parts of the frame's height and width on, the detector's box does not cover the full face. */
const HEIGHT_MAX = 0.95;
const WIDTH_MAX = 0.9;
/** When a face fills the frame, the detector often finds only its middle: a wide box over half the frame's width. */
const MIDDLE_SHAPE = 0.85;
const MIDDLE_WIDTH = 0.55;
/** Mean luminance of the middle of the face. Above, colours are clipped; below, 8-bit steps show. */
const BRIGHTNESS_MIN = 35;
const BRIGHTNESS_MAX = 220;
/** Least standard deviation of the luminance. Less means fog, glare or noise. */
const CONTRAST_MIN = 6;
/**
 * Least sharpness over contrast squared, a value that does not change with the light. Web-camera frames have 0.06 (one
 * in fifty, in motion) to 0.4. The same frames after a Gaussian blur of 4 pixels have 0.01 to 0.03.
 */
const DETAIL_MIN = 0.035;
/** Largest contrast in that comparison: a hard shadow raises the contrast of a sharp face. */
const CONTRAST_CAP = 40;
/** Degrees. Pitch is the roughest estimate and differs by 20 degrees between people, so its limit is wide. */
const TURN_MAX: Pose = { yaw: 25, pitch: 40, roll: 30 };
/** Mean luminance of a frame without a face. Less means a covered camera or a dark room, not an empty room. */
const FRAME_BRIGHTNESS_MIN = 25;

type Size = { width: number; height: number };

/** The largest face, and others large enough to be a person beside it. @param detections the largest first. */
export function foregroundFaces<Found extends Pick<Detection, 'box'>>(detections: readonly Found[]): Found[] {
  const largest = detections[0]?.box.width ?? 0;
  return detections.filter(({ box }) => box.width >= largest * BYSTANDER_MIN);
}

/** How far the box reaches over the nearer edge, as a part of its own size. Negative inside the frame. */
function overEdge(start: number, length: number, end: number): number {
  return Math.max(-start, start + length - end) / length;
}

function tooClose(box: Box, frame: Size): boolean {
  if (box.width > frame.width * MIDDLE_WIDTH && box.width / box.height > MIDDLE_SHAPE) return true;
  return box.height > frame.height * HEIGHT_MAX || box.width > frame.width * WIDTH_MAX;
}

/**
 * Whether the edge cuts off the face. The detector fits its box to the visible part. So the box of a cut face reaches
 * over the edge, or is near it and has an unusual shape: boxes of full faces are 0.6 to 0.8 times as wide as high.
 */
function offCentre(box: Box, frame: Size): boolean {
  const aside = overEdge(box.x, box.width, frame.width);
  const above = overEdge(box.y, box.height, frame.height);
  const shape = box.width / box.height;
  return aside > 0 || above > 0.05 || (aside > -0.12 && shape < 0.58) || (above > -0.05 && shape > 0.85);
}

/** The problem of a frame without a face. @param brightness mean luminance of the frame, 0 to 255. */
export function problemWithoutFace(brightness: number): Problem {
  return brightness < FRAME_BRIGHTNESS_MIN ? 'too-dark' : 'no-face';
}

/** The first problem of a frame with one face, in this order: the place of the face, its light, its focus, its pose. */
export function findProblem(
  frame: Size,
  face: { box: Box; eyeDistance: number; quality: Quality; pose: Pose },
): Problem | undefined {
  const { box, pose } = face;
  const { brightness, contrast, sharpness } = face.quality;
  if (face.eyeDistance < EYES_MIN) return 'too-far';
  if (tooClose(box, frame)) return 'too-close';
  if (offCentre(box, frame)) return 'off-centre';
  if (brightness < BRIGHTNESS_MIN || (contrast < CONTRAST_MIN && brightness < 128)) return 'too-dark';
  if (brightness > BRIGHTNESS_MAX || contrast < CONTRAST_MIN) return 'too-bright';
  if (sharpness < DETAIL_MIN * Math.min(contrast, CONTRAST_CAP) ** 2) return 'blurred';
  const turned = (['yaw', 'pitch', 'roll'] as const).some((axis) => Math.abs(pose[axis]) > TURN_MAX[axis]);
  return turned ? 'turned-away' : undefined;
}
