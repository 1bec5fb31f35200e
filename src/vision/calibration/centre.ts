/** Measures what all faces have in common, as the embedding's networks see them (`recognizers/embedding.centre.ts`). */
import { writeFile } from 'node:fs/promises';
import { findModels } from '../models.ts';
import { openPipeline } from '../pipeline.ts';
import { encodeCentre } from '../recognizers/embedding.centre.ts';
import { embedLooks } from '../recognizers/embedding.looks.ts';
import { openEmbeddingParts } from '../recognizers/embedding.ts';
import { readFrame } from './extract.ts';
import { imagesOf, personOf, readPairs } from './lfw.ts';

/**
 * Writes the mean embedding of all images of these folds that show a face.
 * @returns of how many images and people it is.
 * @throws {Error} in one line, where the data or the models are missing.
 */
export async function measureCentre(options: {
  data: string;
  folds: readonly number[];
  out: string;
  progress: (done: number, all: number) => void;
}): Promise<{ images: number; people: number }> {
  const { data, folds, out, progress } = options;
  const images = imagesOf(await readPairs(data, folds));
  const pipeline = await openPipeline(findModels());
  const parts = await openEmbeddingParts(findModels());
  const embeddings = new Map<string, Float32Array>();
  for (const [index, image] of images.entries()) {
    const { aligned } = await pipeline.look(await readFrame(image, data), 'central');
    if (aligned) embeddings.set(image, await embedLooks(parts, aligned));
    progress(index + 1, images.length);
  }
  await pipeline.release();
  for (const part of parts) await part.release();
  const counts = { images: embeddings.size, people: new Set([...embeddings.keys()].map(personOf)).size };
  const about = { data: `Labeled Faces in the Wild, deep-funneled, View 2, folds ${folds.join(', ')}`, ...counts };
  const float32 = encodeCentre([...embeddings.values()]);
  await writeFile(out, `${JSON.stringify({ ...about, float32 }, null, 2)}\n`);
  return counts;
}
