/** The networks of a measurement, opened and released. */
import { findModels } from '../../src/vision/models/models.ts';
import { openPipeline, type Pipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { Recognizer, RecognizerId } from '../../src/vision/recognizers/recognizer.ts';
import { openRecognizer } from '../../src/vision/recognizers/registry.ts';

export type Networks = { pipeline: Pipeline; recognizer: Recognizer };

/** Opens the pipeline for a task, and releases it. */
export async function withPipeline<Result>(task: (pipeline: Pipeline) => Promise<Result>): Promise<Result> {
  const pipeline = await openPipeline(findModels());
  try {
    return await task(pipeline);
  } finally {
    await pipeline.release();
  }
}

/**
 * Opens the pipeline and a recognizer for a task, and releases both.
 * @param customModel path of the description of the operator's own model, for `custom`.
 * @throws {Error} in one line: the models are missing.
 */
export async function withNetworks<Result>(
  { recognizer: id, customModel }: { recognizer: RecognizerId; customModel: string },
  task: (networks: Networks) => Promise<Result>,
): Promise<Result> {
  const recognizer = await openRecognizer(id, findModels(), customModel);
  try {
    return await withPipeline((pipeline) => task({ pipeline, recognizer }));
  } finally {
    await recognizer.release?.();
  }
}
