/** What sign-in would see of each frame of a clip in which somebody moves the head, and of its mirror image. */
import sharp from 'sharp';
import type { Observation } from '../../../src/biometrics/observation.ts';
import type { Pipeline } from '../../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { framesOf, type Sample } from '../liveness/files.ts';

/** Frames of a second: as many as a web camera gives, so that a movement keeps its speed. */
export const TRACK_PER_SECOND = 30;

/** `frames` and `mirrored` show the same moments, {@link TRACK_PER_SECOND} in a second. */
export type Track = { file: string; frames: Observation[]; mirrored: Observation[] };

async function mirror({ width, height, data }: Frame): Promise<Frame> {
  const flopped = await sharp(data, { raw: { width, height, channels: 3 } })
    .flop()
    .raw()
    .toBuffer();
  return { width, height, data: new Uint8Array(flopped) };
}

/**
 * Looks at each frame of a clip, and at its mirror image, in which the person turns to the other side.
 * @param ffmpeg see `clipFrames`.
 * @throws {Error} in one line: the clip cannot be read to its end.
 */
export async function observeTrack(
  sample: Sample,
  { ffmpeg, pipeline }: { ffmpeg: string; pipeline: Pipeline },
): Promise<Track> {
  const track: Track = { file: sample.file, frames: [], mirrored: [] };
  for await (const frame of framesOf(sample, ffmpeg, TRACK_PER_SECOND)) {
    track.frames.push((await pipeline.look(frame)).observation);
    track.mirrored.push((await pipeline.look(await mirror(frame))).observation);
  }
  return track;
}

/** A frame as it is judged while movements are asked for: faces turned away count, too. */
export function whileTurning(observation: Observation): Observation {
  const { problem, ...rest } = observation;
  return problem === 'turned-away' ? rest : observation;
}
