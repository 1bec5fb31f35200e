/** One made-up clip of an enrollment: a photograph is waved before a camera, or turned as the page asks. */
import { GOOD_FRAMES, showsTurn } from '../../src/biometrics/consistency.ts';
import type { Observation } from '../../src/biometrics/observation.ts';
import { normalizeFrame } from '../../src/vision/pipeline/normalize.ts';
import type { Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import { openCamera, type Photo } from './camera.ts';
import { attackerOf, type Strategy } from './motion.ts';

/** A clip as `static/js/enroll.js` records it. */
export const CLIP = { frames: 24, seconds: 3 } as const;

/**
 * Whether the points of the clip would be enrolled: enough frames are good, and they show depth. Whose face it is, how
 * many people it shows and how live it looks do not count.
 * @param random chance of the attacker and the camera. An attacker who follows turns to one side for half of the clip,
 * then to the other.
 */
export async function enrolsClip(
  { photo, strategy }: { photo: Photo; strategy: Strategy },
  pipeline: Pipeline,
  random: () => number,
): Promise<boolean> {
  const attacker = attackerOf(strategy, random);
  const shoot = await openCamera(photo, random);
  const seen: Observation[] = [];
  for (let frame = 0; frame < CLIP.frames; frame++) {
    const seconds = (frame * CLIP.seconds) / (CLIP.frames - 1);
    const half = CLIP.frames / 2;
    const hold = attacker({ seconds, asked: frame < half ? 'left' : 'right', since: frame % half });
    seen.push((await pipeline.look(await normalizeFrame(await shoot(hold, seconds)))).observation);
  }
  return seen.filter(({ problem }) => !problem).length >= GOOD_FRAMES && showsTurn(seen);
}
