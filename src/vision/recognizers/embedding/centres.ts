/**
 * The faces of a people have a part in common, which does not identify anybody. It makes strangers of that people look
 * alike to the networks. So a comparison first takes a centre off the probe and the reference: the mean face of many
 * people.
 *
 * The server does not need to know anybody's people. It compares a pair with each centre in turn, and the lowest score
 * is the score of the pair. The same person is alike with every centre, a stranger rarely is. One more centre can only
 * lower a score, so nobody gains anything from faces enrolled to move the gallery's own centre.
 *
 * Each centre is the mean of at least {@link CENTRE_PEOPLE} people and no likeness of anybody
 * (docs/adr/0009-centres.md). `facelogin calibrate --centres` measures the centres again.
 */
import shipped from './centres.json' with { type: 'json' };

/** A shipped centre is the mean of at least this many people. */
export const CENTRE_PEOPLE = 200;
/** In the gallery's own centre, this many enrolled people have the same weight as the shipped centres. */
const SHRINKAGE = 20;

/** The mean face of a group, and its squared length. `source`: the data of the people. */
export type Centre = { source: string; vector: Float32Array; square: number };

/** The scalar product. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export function centreOf(source: string, vector: Float32Array): Centre {
  return { source, vector, square: dot(vector, vector) };
}

function decoded(float32: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(float32), (char) => char.charCodeAt(0)).buffer);
}

/** The centres that come with the recognizer. @param unseen a source to leave out. */
export function shippedCentres(unseen?: string): Centre[] {
  return shipped.centres
    .filter(({ source }) => source !== unseen)
    .map(({ source, float32 }) => centreOf(source, decoded(float32)));
}

/** The mean of several centres. @returns undefined without a centre. */
export function middleOf(centres: readonly Centre[]): Centre | undefined {
  const [first] = centres;
  if (!first) return undefined;
  const mean = first.vector.map((_, i) => centres.reduce((sum, { vector }) => sum + vector[i]!, 0) / centres.length);
  return centreOf('middle', mean);
}

/** The mean of vectors as the file stores it: little-endian float32, base64. */
export function encodeCentre(vectors: readonly Float32Array[]): string {
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  return btoa(String.fromCharCode(...new Uint8Array(mean.buffer)));
}

/** Products of a vector of length 1 with each centre. A comparison needs nothing else of the centres. */
export function alongCentres(vector: ArrayLike<number>, centres: readonly Centre[]): Float32Array {
  return Float32Array.from(centres, (centre) => dot(vector, centre.vector));
}

/** The cosine of two vectors of length 1, both minus a centre. @param a, b their products with the centre. */
export function scoreLess(product: number, a: number, b: number, square: number): number {
  return (product - a - b + square) / Math.sqrt((1 - 2 * a + square) * (1 - 2 * b + square));
}

/**
 * The score of two vectors of length 1: the lowest cosine of both minus a centre, over all centres.
 * @param product of the two. @param a, b their products with the centres, from {@link alongCentres}. @param from where
 * those of b begin.
 */
export function lowestScore(
  product: number,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  centres: readonly Centre[],
  from = 0,
): number {
  let lowest = centres.length === 0 ? product : Number.POSITIVE_INFINITY;
  for (let n = 0; n < centres.length; n++) {
    const score = scoreLess(product, a[n]!, b[from + n]!, centres[n]!.square);
    if (score < lowest) lowest = score;
  }
  return lowest;
}

/** The gallery's own centre, while people are enrolled and removed. */
export type OwnCentre = {
  /** Adds a person to the centre (1) or removes one (-1). */
  count(reference: ArrayLike<number>, times: 1 | -1): void;
  /** Undefined for fewer than two people, who have nothing in common with others. */
  centre(): Centre | undefined;
};

/**
 * The mean of everybody enrolled. While few are enrolled it is drawn towards the mean of the shipped centres. It
 * depends only on who is enrolled, so every server has the same.
 * @param middle mean of the shipped centres; undefined stands for zeros.
 */
export function createOwnCentre(dimensions: number, middle: Centre | undefined): OwnCentre {
  const sum = new Float64Array(dimensions);
  let people = 0;
  let known: Centre | undefined;
  return {
    count(reference, times) {
      for (let i = 0; i < dimensions; i++) sum[i]! += times * reference[i]!;
      people += times;
      known = undefined;
    },
    centre() {
      if (people < 2) return undefined;
      // Minus one: the person who is compared is one of them and tells nothing about others.
      const weight = (people - 1) / (people - 1 + SHRINKAGE);
      const mix = (i: number) => (weight * sum[i]!) / people + (1 - weight) * (middle?.vector[i] ?? 0);
      known ??= centreOf(
        'gallery',
        Float32Array.from({ length: dimensions }, (_, i) => mix(i)),
      );
      return known;
    },
  };
}
