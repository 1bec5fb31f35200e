import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../../../biometrics/random.ts';
import { unitLength } from './bytes.ts';
import shipped from './centres.json' with { type: 'json' };
import {
  alongCentres,
  CENTRE_PEOPLE,
  type Centre,
  centreOf,
  createOwnCentre,
  encodeCentre,
  lowestScore,
  middleOf,
  shippedCentres,
} from './centres.ts';
import { createEmbeddingIndex } from './search.ts';

const DIMENSIONS = 64;
const random = seededRandom(11);

/** Nearly normal numbers: sums of twelve uniform ones. */
function normal(): number {
  let sum = -6;
  for (let n = 0; n < 12; n++) sum += random();
  return sum;
}

/** A face of a people: the part they have in common, and a part of its own of the same size. */
function faceOf(common: Float32Array, share = 0.5): Float32Array {
  const own = unitLength(Float32Array.from({ length: DIMENSIONS }, normal));
  return unitLength(own.map((value, i) => (1 - share) * value + share * common[i]!));
}

function faces(common: Float32Array, count: number): Float32Array[] {
  return Array.from({ length: count }, () => faceOf(common));
}

const direction = () => unitLength(Float32Array.from({ length: DIMENSIONS }, normal));
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  return vectors[0]!.map((_, i) => vectors.reduce((sum, one) => sum + one[i]!, 0) / vectors.length);
}

function score(a: Float32Array, b: Float32Array, centres: readonly Centre[]): number {
  return lowestScore(dot(a, b), alongCentres(a, centres), alongCentres(b, centres), centres);
}

describe('a score with centres taken off', () => {
  test('is the lowest cosine over all centres', () => {
    const centres = [direction(), direction()].map((vector) =>
      centreOf(
        'x',
        vector.map((value) => value * 0.3),
      ),
    );
    for (let n = 0; n < 20; n++) {
      const [a, b] = [direction(), direction()];
      const left = (face: Float32Array, { vector }: Centre) => unitLength(face.map((value, i) => value - vector[i]!));
      const plain = Math.min(...centres.map((centre) => dot(left(a, centre), left(b, centre))));
      expect(score(a, b, centres)).toBeCloseTo(plain, 5);
    }
    const [a, b] = [direction(), direction()];
    expect(score(a, b, [])).toBeCloseTo(dot(a, b), 6);
  });

  test('tells strangers of one people apart, which a score without centres does not', () => {
    const common = direction();
    const people = faces(common, 300);
    const centres = [centreOf('theirs', meanOf(people)), centreOf('others', meanOf(faces(direction(), 300)))];
    const [one, other] = [faceOf(common), faceOf(common)];
    expect(score(one, other, [])).toBeGreaterThan(0.35);
    expect(Math.abs(score(one, other, centres))).toBeLessThan(0.3);
    expect(score(one, one, centres)).toBeCloseTo(1, 5);
  });

  test('is not raised by another centre, wherever it is', () => {
    const centres = [
      centreOf(
        'a',
        direction().map((value) => value * 0.4),
      ),
    ];
    for (let n = 0; n < 100; n++) {
      const [a, b] = [direction(), direction()];
      const planted = centreOf(
        'planted',
        direction().map((value) => value * random()),
      );
      expect(score(a, b, [...centres, planted])).toBeLessThanOrEqual(score(a, b, centres));
    }
  });
});

describe("the gallery's own centre", () => {
  test('depends on who is enrolled, and not on the order of changes', () => {
    const people = faces(direction(), 30);
    const middle = middleOf([centreOf('x', direction()), centreOf('y', direction())]);
    const [one, other] = [createOwnCentre(DIMENSIONS, middle), createOwnCentre(DIMENSIONS, middle)];
    for (const face of people) one.count(face, 1);
    const guest = direction();
    other.count(guest, 1);
    for (const face of people.toReversed()) other.count(face, 1);
    other.count(guest, -1);
    const [a, b] = [one.centre()!.vector, other.centre()!.vector];
    for (let i = 0; i < DIMENSIONS; i++) expect(a[i]).toBeCloseTo(b[i]!, 6);
  });

  test('is the shipped mean while few people are enrolled, and their own mean when many are', () => {
    const common = direction();
    const middle = middleOf([centreOf('x', direction())])!;
    const own = createOwnCentre(DIMENSIONS, middle);
    const near = (to: Float32Array) =>
      dot(unitLength(Float32Array.from(own.centre()!.vector)), unitLength(Float32Array.from(to)));
    own.count(faceOf(common), 1);
    expect(own.centre()).toBeUndefined();
    own.count(faceOf(common), 1);
    expect(near(middle.vector)).toBeGreaterThan(0.95);
    for (const face of faces(common, 500)) own.count(face, 1);
    expect(near(common)).toBeGreaterThan(0.95);
  });

  test('protects a people without a shipped centre, once some of them are enrolled', () => {
    const common = direction();
    const shippedElsewhere = [centreOf('elsewhere', meanOf(faces(direction(), 300)))];
    const strangers = faces(common, 100);
    const meanScore = (enrolled: number) => {
      const index = createEmbeddingIndex(DIMENSIONS, shippedElsewhere);
      for (const [n, template] of faces(common, enrolled).entries()) index.put(`${n}`, [{ templateId: '', template }]);
      return strangers.reduce((sum, face) => sum + index.verify(face, '0')!.score, 0) / strangers.length;
    };
    expect(meanScore(1)).toBeGreaterThan(0.3);
    expect(meanScore(100)).toBeLessThan(0.12);
  });

  test('lets in no stranger who enrolls faces to move it: others score no higher than before', () => {
    const shippedHere = [centreOf('here', meanOf(faces(direction(), 300)))];
    const victim = faceOf(direction());
    const attacker = faceOf(direction());
    const index = createEmbeddingIndex(DIMENSIONS, shippedHere);
    index.put('victim', [{ templateId: '', template: victim }]);
    const before = index.verify(attacker, 'victim')!.score;
    // Fifty faces as unlike both as possible: with a centre of these alone the two would look alike.
    const away = unitLength(attacker.map((value, i) => -value - victim[i]!));
    for (let n = 0; n < 50; n++) index.put(`planted ${n}`, [{ templateId: '', template: faceOf(away, 0.8) }]);
    expect(index.verify(Float32Array.from(attacker), 'victim')!.score).toBeLessThanOrEqual(before + 1e-5);
  });
});

describe('the centres that come with the recognizer', () => {
  test('are means of many people and no likeness of anybody', () => {
    expect(shipped.centres.length).toBeGreaterThanOrEqual(10);
    for (const { people } of shipped.centres) expect(people).toBeGreaterThanOrEqual(CENTRE_PEOPLE);
    for (const { square } of shippedCentres()) expect(square).toBeLessThan(0.5);
  });

  test('can be left out by their source', () => {
    const all = shippedCentres().length;
    expect(shippedCentres('people').length).toBe(all - 10);
    expect(shippedCentres('named/nigeria').length).toBe(all - 1);
    expect(shippedCentres('somewhere').length).toBe(all);
  });

  test('are stored as means, to the last bit', () => {
    const mean = encodeCentre([Float32Array.of(1, -2), Float32Array.of(0, 4)]);
    const bytes = Uint8Array.from(atob(mean), (char) => char.charCodeAt(0));
    expect([...new Float32Array(bytes.buffer)]).toEqual([0.5, 1]);
  });
});
