/** What the challenge of eyes and mouth sees of a frame. */
import { findModels } from '../../../src/vision/models/models.ts';
import { type Mesher, openMesher } from '../../../src/vision/pipeline/mesh.ts';
import type { Pipeline } from '../../../src/vision/pipeline/pipeline.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { withPipeline } from '../../data/networks.ts';

export type Lens = { pipeline: Pipeline; mesher: Mesher };

/** `mesh`: points in the order of `EXPRESSION_POINTS`. `points`: the 68. */
export type Seen = { mesh: number[]; points: number[] };

/** Opens the networks for a task, and releases them. */
export async function withLens<Result>(task: (lens: Lens) => Promise<Result>): Promise<Result> {
  return withPipeline(async (pipeline) => {
    const mesher = await openMesher(findModels());
    try {
      return await task({ pipeline, mesher });
    } finally {
      await mesher.release();
    }
  });
}

/** Undefined for a frame that sign-in would not judge. */
export async function look(frame: Frame, { pipeline, mesher }: Lens): Promise<Seen | undefined> {
  const { face, problem } = (await pipeline.look(frame)).observation;
  if (!face || problem) return undefined;
  return { mesh: await mesher.find(frame, Float32Array.from(face.points)), points: face.points };
}
