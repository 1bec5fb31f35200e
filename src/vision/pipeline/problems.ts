/** When a captured sample is of no use, and which of its problems the person is told first. */
import type { Box, Pose, Problem, Quality } from '../../biometrics/observation.ts';
import type { Detection } from './detector.ts';

/**
 * A second face counts from this part of the first one's width: somebody within three times the distance. Smaller
 * ones are pictures on a wall or people far behind, who are no part of the scene.
 */
const BYSTANDER_MIN = 1 / 3;
/** Pixels between the eye centres; the aligned face has 35, and one enlarged by more than 1.25 lacks detail. */
const EYES_MIN = 28;
/** Parts of the frame's height and width from which the detector's box no longer holds the whole face. */
const HEIGHT_MAX = 0.95;
const WIDTH_MAX = 0.9;
/** Of a face that fills the frame the detector often finds the middle only: a wide box of over half the frame's width. */
const MIDDLE_SHAPE = 0.85;
const MIDDLE_WIDTH = 0.55;
/** Mean luminance of the middle of the face. Colours are clipped above, and 8-bit steps show below. */
const BRIGHTNESS_MIN = 35;
const BRIGHTNESS_MAX = 220;
/** Standard deviation of the luminance: fog, glare or noise below it. */
const CONTRAST_MIN = 6;
/**
 * Least sharpness over contrast squared, which does not change with the light. Web-camera frames have 0.06 (one in
 * fifty, in motion) to 0.4, the same ones after a Gaussian blur of 4 pixels 0.01 to 0.03.
 */
const DETAIL_MIN = 0.035;
/** A hard shadow raises the contrast without any blur: it counts up to here. */
const CONTRAST_COUNTED = 40;
/** Degrees. Pitch is the roughest estimate and differs by 20 degrees between people: it only excludes the extreme. */
const TURN_MAX: Pose = { yaw: 25, pitch: 40, roll: 30 };
/** Mean luminance of a frame without a face that tells a covered camera or a dark room from an empty one. */
const FRAME_BRIGHTNESS_MIN = 25;

type Size = { width: number; height: number };

/** The faces that count: the largest, and others large enough to be a person beside it. Takes and gives largest first. */
export function facesThatCount(detections: readonly Detection[]): Detection[] {
  const largest = detections[0]?.box.width ?? 0;
  return detections.filter(({ box }) => box.width >= largest * BYSTANDER_MIN);
}

/** How far the box reaches over the nearer edge, as part of its own size; negative inside. */
function overEdge(start: number, length: number, end: number): number {
  return Math.max(-start, start + length - end) / length;
}

function tooClose(box: Box, frame: Size): boolean {
  if (box.width > frame.width * MIDDLE_WIDTH && box.width / box.height > MIDDLE_SHAPE) return true;
  return box.height > frame.height * HEIGHT_MAX || box.width > frame.width * WIDTH_MAX;
}

/**
 * A face that the edge cuts off. The detector fits its box to what shows, so besides reaching over the edge a cut box
 * is one near the edge of unusual shape: whole faces are 0.6 to 0.8 times as wide as high.
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

/** The first problem of a frame with one face: where the face is, then its light, its focus and where it looks. */
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
  if (sharpness < DETAIL_MIN * Math.min(contrast, CONTRAST_COUNTED) ** 2) return 'blurred';
  const turned = (['yaw', 'pitch', 'roll'] as const).some((axis) => Math.abs(pose[axis]) > TURN_MAX[axis]);
  return turned ? 'turned-away' : undefined;
}
