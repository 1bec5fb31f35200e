/** A clip of somebody who moves the head, as sign-in would see every frame of it, and as it would see the mirror image. */
import sharp from 'sharp';
import type { Observation } from '../../../src/biometrics/observation.ts';
import type { Pipeline } from '../../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { framesOf, type Sample } from '../liveness/files.ts';

/** Frames taken of a second: as many as a web camera gives, so that a movement is played at its own speed. */
export const TRACK_PER_SECOND = 30;

/** `frames` and `mirrored` show the same moments, {@link TRACK_PER_SECOND} of them a second. */
export type Track = { file: string; frames: Observation[]; mirrored: Observation[] };

async function mirror({ width, height, data }: Frame): Promise<Frame> {
  const flopped = await sharp(data, { raw: { width, height, channels: 3 } })
    .flop()
    .raw()
    .toBuffer();
  return { width, height, data: new Uint8Array(flopped) };
}

/**
 * Looks at every frame of a clip once, and at its mirror image: somebody mirrored turns to the other side.
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

/** A frame as it is judged while movements are asked for: faces that are turned away count, too. */
export function whileTurning(observation: Observation): Observation {
  const { problem, ...rest } = observation;
  return problem === 'turned-away' ? rest : observation;
}
