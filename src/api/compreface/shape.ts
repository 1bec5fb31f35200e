/** Faces in the form that CompreFace answers. */
import type { Observation } from '../../biometrics/observation.ts';
import type { EncodedTemplate } from '../../vision/protocol.ts';
import { vectorOf } from '../../vision/recognizers/vectors.ts';
import type { FaceQuery } from '../http/compreface-request.ts';

type Point = [number, number];

/** Eyes, nose and corners of the mouth among the 68 points: the mean of each group. */
const FIVE: readonly (readonly number[])[] = [[36, 37, 38, 39, 40, 41], [42, 43, 44, 45, 46, 47], [30], [48], [54]];

function fivePoints(points: readonly number[]): Point[] {
  return FIVE.map((group) => {
    const mean = (offset: number) => group.reduce((sum, at) => sum + points[at * 2 + offset]!, 0) / group.length;
    return [Math.round(mean(0)), Math.round(mean(1))];
  });
}

/** The corners in whole pixels, within the picture. */
function boxOf({ face, frame }: Observation) {
  const { box, score } = face!;
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  return {
    probability: Math.round(score * 1e5) / 1e5,
    x_max: within(box.x + box.width, frame.width),
    y_max: within(box.y + box.height, frame.height),
    x_min: within(box.x, frame.width),
    y_min: within(box.y, frame.height),
  };
}

/** @param template of the recognizer that decides, where the program asked for the numbers. */
export function shapeOf(observation: Observation, { plugins }: FaceQuery, template?: EncodedTemplate) {
  const { pose, points } = observation.face!;
  const embedding = template && plugins.includes('calculator') ? vectorOf(template) : undefined;
  return {
    box: boxOf(observation),
    ...(plugins.includes('landmarks') && { landmarks: fivePoints(points) }),
    ...(plugins.includes('pose') && { pose: { pitch: pose.pitch, roll: pose.roll, yaw: pose.yaw } }),
    ...(embedding && { embedding }),
  };
}

/** What `status=true` adds to an answer. */
export function statusPart({ status }: FaceQuery, recognizer: string) {
  return status ? { plugins_versions: { detector: 'ultraface.RFB320', calculator: `facelogin.${recognizer}` } } : {};
}

/** What `status=true` adds to each face. */
export function timePart({ status }: FaceQuery, milliseconds: number) {
  return status ? { execution_time: { detector: Math.round(milliseconds), calculator: 0 } } : {};
}
