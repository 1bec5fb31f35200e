/** Error rates of comparisons 1:1: the pairs of a data set, one template against one. */
import { accuracyOverFolds, detCurve, operatingPoints } from '../../src/biometrics/rates/points.ts';
import { equalErrorRate } from '../../src/biometrics/rates/rates.ts';
import { extractAll } from '../data/extract.ts';
import { imagesOf, readPairs } from '../data/lfw.ts';
import type { EvaluateOptions, Result } from './result.ts';

/** A few hundred pairs of a kind show no lower FMR. */
const FMRS = [1e-1, 1e-2, 1e-3];

/**
 * Compares the pairs of `pairs.tsv`. It leaves out a pair of which an image gives no template, and counts the image.
 * @throws {Error} in one line: the data are missing or damaged, or hold no pairs of one kind.
 */
export async function evaluatePairs(options: EvaluateOptions): Promise<Result> {
  const started = performance.now();
  const { data, recognizer, gate } = options;
  const pairs = await readPairs(data, options.folds);
  const images = imagesOf(pairs);
  const { templates, failures, poor } = await extractAll(images, {
    ...options,
    progress: (done, all) => options.progress(done, all, 'images'),
  });
  const scored = pairs
    .filter(({ a, b }) => templates.has(a) && templates.has(b))
    .map((pair) => ({ ...pair, score: recognizer.compare(templates.get(pair.a), templates.get(pair.b)) }));
  const [genuine, impostor] = [true, false].map((kind) =>
    Float64Array.from(
      scored.filter(({ same }) => same === kind),
      ({ score }) => score,
    ).sort(),
  ) as [Float64Array, Float64Array];
  if (!genuine.length || !impostor.length) {
    throw new Error('Cannot evaluate: no pairs of the same or of different people have a template of both images.');
  }
  const accuracy = accuracyOverFolds(scored);
  return {
    recognizer: recognizer.id,
    protocol: 'pairs',
    images: images.length,
    failures,
    poor,
    genuine: genuine.length,
    impostor: impostor.length,
    ...(accuracy !== undefined && { accuracy }),
    eer: equalErrorRate(genuine, impostor).eer,
    operatingPoints: operatingPoints(genuine, impostor, FMRS),
    curve: detCurve(genuine, impostor),
    seconds: (performance.now() - started) / 1000,
    folds: [...new Set(pairs.map(({ fold }) => fold))],
    gate,
  };
}
