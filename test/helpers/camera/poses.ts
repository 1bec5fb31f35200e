/** A cooperative person from a clip: its frames, sorted by the pose of the head, follow a challenge. */
import { type Move, NOD, STRAIGHT, TURN } from '../../../src/biometrics/session/challenge.ts';
import { type Gaze, gazeOf } from '../../../src/biometrics/session/turn.ts';
import { findModels } from '../../../src/vision/models/models.ts';
import { normalizeFrame } from '../../../src/vision/pipeline/normalize.ts';
import { openPipeline } from '../../../src/vision/pipeline/pipeline.ts';
import { jpegsOf } from '../browser/member.ts';

/** Of the frames of a clip one in four shows every pose. */
const STEP = 4;

export type Poses = Record<Move | 'front', Buffer[]>;

/** Sorts the frames of a clip by the pose of the head, clear of the limits. */
export async function posesOf(file: string): Promise<Poses> {
  const pipeline = await openPipeline(findModels());
  const looked: { jpeg: Buffer; gaze: Gaze; usable: boolean }[] = [];
  for (const jpeg of jpegsOf(file).filter((_, index) => index % STEP === 0)) {
    const { observation } = await pipeline.look(await normalizeFrame(jpeg));
    const { face, problem } = observation;
    if (face && (!problem || problem === 'turned-away')) {
      looked.push({ jpeg, gaze: gazeOf(face.points), usable: !problem });
    }
  }
  await pipeline.release();
  const usable = looked.filter((frame) => frame.usable).map(({ gaze }) => gaze.down);
  const level = usable.sort((a, b) => a - b)[usable.length >> 1]!;
  const poses: Poses = { front: [], left: [], right: [], up: [], down: [] };
  for (const { jpeg, gaze, usable: good } of looked) {
    const [across, down] = [gaze.across, gaze.down - level];
    if (good && Math.abs(across) < 0.06 && Math.abs(down) < 0.05) poses.front.push(jpeg);
    else if (Math.abs(across) > TURN + 0.02) poses[across > 0 ? 'left' : 'right'].push(jpeg);
    else if (Math.abs(across) < STRAIGHT - 0.05 && Math.abs(down) > NOD + 0.03)
      poses[down > 0 ? 'down' : 'up'].push(jpeg);
  }
  return poses;
}

/** Gives a picture unique bytes by a comment (ITU-T T.81 B.2.4.5): no camera makes the same bytes twice. */
export function unique(jpeg: Buffer): Uint8Array<ArrayBuffer> {
  const comment = crypto.getRandomValues(new Uint8Array(8));
  return new Uint8Array([...jpeg.subarray(0, 2), 0xff, 0xfe, 0, 2 + comment.length, ...comment, ...jpeg.subarray(2)]);
}

/** Reads for two frames, makes the movement from the third on, then looks into the camera again. */
export function cooperative(poses: Poses): (asked: Move | undefined) => Buffer {
  const used = { front: 0, left: 0, right: 0, up: 0, down: 0 };
  let [last, since] = [undefined as Move | undefined, 0];
  return (asked) => {
    since = asked === last ? since + 1 : 0;
    last = asked;
    const pose = asked && since >= 2 ? asked : 'front';
    return poses[pose][used[pose]++ % poses[pose].length]!;
  };
}
