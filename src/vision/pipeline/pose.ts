/**
 * Estimates the pose of a head from five of its points and average proportions. The estimate is right to about ten
 * degrees near the front, and too small for heads that are turned far. That is enough for hints, and to choose varied
 * samples.
 */
import type { Pose } from '../../biometrics/observation.ts';
import type { Point } from './landmarks.ts';

/** Distance of the nose tip before the eyes, in eye distances: about 32 mm of 63 mm in adults. */
const NOSE_DEPTH = 0.5;
/** Eyes to nose tip over eyes to mouth, from the front: the median of frontal web-camera frames. */
const NOSE_DROP = 0.495;
/** Eyes to mouth in eye distances, as in the ArcFace points. */
const MOUTH_DROP = 1.155;

const DEGREES = 180 / Math.PI;

/**
 * The pose in degrees from the five points of a face (see `fivePoints`), with the signs of {@link Pose}. Yaw: along the
 * eye line, the nose tip is NOSE_DEPTH tan(yaw) eye distances from the middle of the eyes. Pitch: across the eye line,
 * nose and mouth are NOSE_DROP and 1 mouth heights below the eyes; a pitch lifts the nose, which stands out, against
 * the mouth: nose/mouth = NOSE_DROP - NOSE_DEPTH / MOUTH_DROP tan(pitch). Roll is the angle of the eye line.
 */
export function estimatePose(points: readonly Point[]): Pose {
  const [right, left, nose, mouthRight, mouthLeft] = points as [Point, Point, Point, Point, Point];
  const eyes = { x: (right.x + left.x) / 2, y: (right.y + left.y) / 2 };
  const mouth = { x: (mouthRight.x + mouthLeft.x) / 2, y: (mouthRight.y + mouthLeft.y) / 2 };
  const distance = Math.hypot(left.x - right.x, left.y - right.y) || 1;
  const along = { x: (left.x - right.x) / distance, y: (left.y - right.y) / distance };
  const offset = (point: Point) => (point.x - eyes.x) * along.x + (point.y - eyes.y) * along.y;
  const drop = (point: Point) => (point.y - eyes.y) * along.x - (point.x - eyes.x) * along.y;
  const ratio = drop(nose) / Math.max(drop(mouth), 1e-6);
  return {
    yaw: Math.atan(offset(nose) / distance / NOSE_DEPTH) * DEGREES,
    pitch: Math.atan(((NOSE_DROP - ratio) * MOUTH_DROP) / NOSE_DEPTH) * DEGREES,
    roll: Math.atan2(along.y, along.x) * DEGREES,
  };
}
