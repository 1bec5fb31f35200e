/**
 * Made-up embeddings: random directions in the form that the embedding recognizer gives them (`embedding.ts`). All
 * parts have one length, and the whole has length 1. A number stands for the same person in every process.
 */
import { seededRandom } from '../../src/biometrics/random.ts';
import { EMBEDDING_PARTS, unitLength } from '../../src/vision/recognizers/embedding/bytes.ts';
import type { Reference } from '../../src/vision/recognizers/recognizer.ts';

export const DIMENSIONS = EMBEDDING_PARTS.reduce((sum, size) => sum + size, 0);
/** Templates of each person. Enrollment keeps as many by default. */
export const TEMPLATES = 5;
/**
 * Cosine of a template with its person's face, and of a probe with a template. Frames of one face have about as much.
 */
const LIKENESS = 0.8;
/** The seeds of probes begin here, beyond those of all people. */
const PROBES = 2 ** 31;

/** Writes a random direction of length 1 into `vector`, with all parts of one length. */
function setDirection(vector: Float32Array, random: () => number): Float32Array {
  let start = 0;
  for (const size of EMBEDDING_PARTS) {
    let square = 0;
    for (let i = start; i < start + size; i++) {
      vector[i] = random() - 0.5;
      square += vector[i]! * vector[i]!;
    }
    const factor = 1 / Math.sqrt(square * EMBEDDING_PARTS.length);
    for (let i = start; i < start + size; i++) vector[i]! *= factor;
    start += size;
  }
  return vector;
}

/** Writes a direction whose cosine with `face` is about {@link LIKENESS}: a random one is nearly square to `face`. */
function setNoisy(vector: Float32Array, face: Float32Array, random: () => number): Float32Array {
  setDirection(vector, random);
  const share = Math.sqrt(1 - LIKENESS ** 2);
  for (let i = 0; i < vector.length; i++) vector[i] = face[i]! * LIKENESS + vector[i]! * share;
  return unitLength(vector);
}

const face = new Float32Array(DIMENSIONS);
const templates = Array.from({ length: TEMPLATES }, () => new Float32Array(DIMENSIONS));

export function userIdOf(person: number): string {
  return `00000000-0000-4000-8000-${person.toString(16).padStart(12, '0')}`;
}

/**
 * The templates of person 0, 1, 2, … The next call overwrites them, so that the measured memory is the index's and not
 * that of templates thrown away.
 */
export function templatesOf(person: number): readonly Float32Array[] {
  const random = seededRandom(person);
  setDirection(face, random);
  for (const template of templates) setNoisy(template, face, random);
  return templates;
}

/** The same templates as references of an index. */
export function referencesOf(person: number): Reference<Float32Array>[] {
  const templateId = userIdOf(person);
  return templatesOf(person).map((template) => ({ templateId, template }));
}

/** Probe number `query`. Even ones are a noisy copy of somebody enrolled, odd ones are strangers. */
export function probeOf(query: number, people: number): Float32Array {
  const random = seededRandom(PROBES + query);
  const probe = new Float32Array(DIMENSIONS);
  if (query % 2 === 1) return setDirection(probe, random);
  const person = Math.floor(random() * people);
  return setNoisy(probe, templatesOf(person)[0]!, random);
}
