/** The search that an index is measured against: every row in single precision, one by one, with all centres. */
import { unitLength } from '../../../src/vision/recognizers/embedding/bytes.ts';
import {
  alongCentres,
  type Centre,
  createOwnCentre,
  lowestScore,
  middleOf,
  shippedCentres,
} from '../../../src/vision/recognizers/embedding/centres.ts';
import { DIMENSIONS, templatesOf } from '../faces.ts';

/** The mean of a person's templates. The index keeps the same. */
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

/** The centres that an index of so many people takes off. */
function centresOf(people: number): Centre[] {
  const shipped = shippedCentres();
  const own = createOwnCentre(DIMENSIONS, middleOf(shipped));
  for (let person = 0; person < people; person++) own.count(meanOf(templatesOf(person)), 1);
  const gallery = own.centre();
  return gallery ? [...shipped, gallery] : shipped;
}

/**
 * Finds the person most like each probe. It makes each person's vectors anew, one person at a time, so that a million
 * of them take no memory.
 */
export function bestByBruteForce(probes: readonly Float32Array[], people: number): number[] {
  const centres = centresOf(people);
  const along = probes.map((probe) => alongCentres(probe, centres));
  const best = probes.map(() => ({ person: -1, score: Number.NEGATIVE_INFINITY }));
  for (let person = 0; person < people; person++) {
    const mean = meanOf(templatesOf(person));
    const ofMean = alongCentres(mean, centres);
    for (const [i, probe] of probes.entries()) {
      const score = lowestScore(dot(mean, probe), along[i]!, ofMean, centres);
      if (score > best[i]!.score) best[i] = { person, score };
    }
  }
  return best.map(({ person }) => person);
}
