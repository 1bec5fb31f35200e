/**
 * What the faces of a people have in common says nothing of who somebody is, and makes strangers of that people look
 * alike to the networks. So the common part, the mean face of many people (a centre), is taken off a probe and a
 * reference before they are compared.
 *
 * Nobody's people are asked for: a pair is compared with each centre taken off in turn, and the lowest score counts. A
 * stranger has to be alike whatever is taken off, which the same person is. One more centre can only lower a score, so
 * whoever enrolls faces to move the gallery's own centre lets nobody in by it.
 *
 * The centres are means of at least {@link CENTRE_PEOPLE} people each, nobody's likeness (docs/adr/0009-centres.md);
 * `facelogin calibrate --centres` measures them again.
 */
import shipped from './centres.json' with { type: 'json' };

/** People that a shipped centre is of, at least. */
export const CENTRE_PEOPLE = 200;
/** So many enrolled people weigh as much as the shipped centres do, in the gallery's own. */
const SHRINKAGE = 20;

/** The mean face of a group, and its length squared. `source`: the data that the people come from. */
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

/** The means of groups of people that come with the recognizer. @param unseen a source to leave out. */
export function shippedCentres(unseen?: string): Centre[] {
  return shipped.centres
    .filter(({ source }) => source !== unseen)
    .map(({ source, float32 }) => centreOf(source, decoded(float32)));
}

/** The middle of several centres. @returns undefined where there is none. */
export function middleOf(centres: readonly Centre[]): Centre | undefined {
  const [first] = centres;
  if (!first) return undefined;
  const mean = first.vector.map((_, i) => centres.reduce((sum, { vector }) => sum + vector[i]!, 0) / centres.length);
  return centreOf('middle', mean);
}

/** The mean of vectors as it is kept in the file: little-endian float32, base64. */
export function encodeCentre(vectors: readonly Float32Array[]): string {
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  return btoa(String.fromCharCode(...new Uint8Array(mean.buffer)));
}

/** Products of a vector of length 1 with each centre: all that a comparison needs of the centre. */
export function alongCentres(vector: ArrayLike<number>, centres: readonly Centre[]): Float32Array {
  return Float32Array.from(centres, (centre) => dot(vector, centre.vector));
}

/** The cosine of two vectors of length 1 less a centre. @param a, b their products with it. */
export function scoreLess(product: number, a: number, b: number, square: number): number {
  return (product - a - b + square) / Math.sqrt((1 - 2 * a + square) * (1 - 2 * b + square));
}

/**
 * The score of two vectors of length 1: the cosine of what is left of both, with whichever centre off makes it lowest.
 * @param product of the two. @param a, b their products with the centres, from {@link alongCentres}; those of b begin at
 * `from`.
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

/** The gallery's own centre while people come and go. */
export type OwnCentre = {
  /** @param times 1: this person is enrolled now; -1: no longer. */
  count(reference: ArrayLike<number>, times: 1 | -1): void;
  /** Undefined below two people: one has nothing in common with others. */
  centre(): Centre | undefined;
};

/**
 * The mean of everybody enrolled, drawn towards the middle of the shipped centres while they are few. It depends on who
 * is enrolled and on nothing else, so every server has the same.
 * @param middle of the shipped centres; undefined: towards nothing.
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
      // The one who is compared is among them and has nothing to say of others: hence less one.
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
