/** What an index is measured against: every row in single precision, one after the other. */
import { unitLength } from '../vision/recognizers/embedding.bytes.ts';
import { DIMENSIONS, templatesOf } from './bench-faces.ts';

/** The mean of a person's templates, as the index keeps it. */
function meanOf(templates: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(DIMENSIONS);
  for (const template of templates) for (let i = 0; i < DIMENSIONS; i++) mean[i]! += template[i]!;
  return unitLength(mean);
}

function dot(a: Float32Array, b: Float32Array): number {
  // Four sums: the processor need not wait for one addition before the next.
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let i = 0; i < DIMENSIONS; i += 4) {
    s += a[i]! * b[i]!;
    t += a[i + 1]! * b[i + 1]!;
    u += a[i + 2]! * b[i + 2]!;
    v += a[i + 3]! * b[i + 3]!;
  }
  return s + t + u + v;
}

/**
 * The person most like each probe. Their vectors are made again, one at a time, so that a million of them take no
 * memory.
 */
export function bestByBruteForce(probes: readonly Float32Array[], people: number): number[] {
  const best = probes.map(() => ({ person: -1, score: Number.NEGATIVE_INFINITY }));
  for (let person = 0; person < people; person++) {
    const mean = meanOf(templatesOf(person));
    for (const [i, probe] of probes.entries()) {
      const score = dot(mean, probe);
      if (score > best[i]!.score) best[i] = { person, score };
    }
  }
  return best.map(({ person }) => person);
}
