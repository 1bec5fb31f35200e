/**
 * An estimate of where a head points, from five of its points and average proportions. It is good to about ten
 * degrees near the front and too small for heads turned far: enough for hints and for choosing varied samples.
 */
import type { Pose } from '../../biometrics/observation.ts';
import type { Point } from './landmarks.ts';

/** How far the nose tip stands out before the eyes, in eye distances: about 32 mm of 63 mm in adults. */
const NOSE_DEPTH = 0.5;
/** Eyes to nose tip over eyes to mouth, seen from the front: the middle over frontal web-camera frames. */
const NOSE_DROP = 0.495;
/** Eyes to mouth in eye distances: as the ArcFace template has it. */
const MOUTH_DROP = 1.155;

const DEGREES = 180 / Math.PI;

/**
 * Pose in degrees of a face's five points (see `fivePoints`), signs as in {@link Pose}. With the eye line as x axis,
 * the nose tip's offset from the middle of the eyes along it is NOSE_DEPTH tan(yaw) eye distances. Across it, nose and
 * mouth lie NOSE_DROP and 1 mouth heights below the eyes, and a pitch lifts the nose, which stands out, against the
 * mouth: nose/mouth = NOSE_DROP - NOSE_DEPTH / MOUTH_DROP tan(pitch). Roll is the eye line's own angle.
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
