/** What sign-in would see of each frame of a clip in which somebody moves the head, and of its mirror image. */
import sharp from 'sharp';
import type { Observation } from '../../../src/biometrics/observation.ts';
import type { Pipeline } from '../../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { framesOf, type Sample } from '../liveness/files.ts';

/** Frames of a second: as many as a web camera gives, so that a movement keeps its speed. */
export const TRACK_PER_SECOND = 30;

/**
 * `frames` and what `mirrored` gives show the same moments, {@link TRACK_PER_SECOND} in a second. Most clips need no
 * mirror image, and looking at it takes as long as looking at the clip.
 */
export type Track = { file: string; frames: Observation[]; mirrored(): Promise<Observation[]> };

async function mirror({ width, height, data }: Frame): Promise<Frame> {
  const flopped = await sharp(data, { raw: { width, height, channels: 3 } })
    .flop()
    .raw()
    .toBuffer();
  return { width, height, data: new Uint8Array(flopped) };
}

/** `ffmpeg`: see `clipFrames`. */
type Means = { ffmpeg: string; pipeline: Pipeline };

async function observe(sample: Sample, { ffmpeg, pipeline }: Means, mirrored: boolean): Promise<Observation[]> {
  const seen: Observation[] = [];
  for await (const frame of framesOf(sample, ffmpeg, TRACK_PER_SECOND)) {
    seen.push((await pipeline.look(mirrored ? await mirror(frame) : frame)).observation);
  }
  return seen;
}

/**
 * Looks at each frame of a clip, and where asked at its mirror image, in which the person turns to the other side.
 * @throws {Error} in one line: the clip cannot be read to its end.
 */
export async function observeTrack(sample: Sample, means: Means): Promise<Track> {
  const frames = await observe(sample, means, false);
  return { file: sample.file, frames, mirrored: () => observe(sample, means, true) };
}

/** A frame as it is judged while movements are asked for: faces turned away count, too. */
export function whileTurning(observation: Observation): Observation {
  const { problem, ...rest } = observation;
  return problem === 'turned-away' ? rest : observation;
}
