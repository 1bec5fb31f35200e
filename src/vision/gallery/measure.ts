/**
 * Error rates of the people who are enrolled on a server, from their stored templates alone. Genuine: each template of
 * a person against their others; impostor: each template against every other person. What a person's templates have in
 * common beside the face (all come from one clip) flatters the genuine scores.
 */
import { setImmediate } from 'node:timers/promises';
import { seededRandom } from '../../biometrics/random.ts';
import { type DetPoint, detCurve, type OperatingPoint, operatingPoints } from '../../biometrics/rates/points.ts';
import { countAtLeast, equalErrorRate, ruleOfThree, thresholdAtFmr } from '../../biometrics/rates/rates.ts';
import { chooseThreshold, neededFmr, ruleOfThreeOf } from '../../biometrics/threshold.ts';
import type { GalleryTemplate } from '../protocol.ts';
import { calibrationOf } from '../recognizers/calibration.ts';
import { type Recognizer, type RecognizerId, type Reference, reads } from '../recognizers/recognizer.ts';
import { openRecognizer } from '../recognizers/registry.ts';

/** People compared at most: half a million pairs of people are more than any threshold needs, and take seconds. */
const PEOPLE_MOST = 1_000;

/** FMRs that are reported, as far as so many pairs reach. */
const RATES = [1e-3, 1e-4, 1e-5, 1e-6];

export type GalleryOptions = {
  recognizer: RecognizerId;
  modelsDir: string;
  /** Path of the description of the operator's own model, for `custom`. */
  customModel?: string;
  /** Every stored template of that recognizer, in batches that split nobody. */
  batches: AsyncIterable<GalleryTemplate[]>;
  targetFmr: number;
  templatesPerPerson: number;
  /** With how many people an attempt is compared when so many are enrolled: all, or the one whose name came first. */
  comparedWith: (people: number) => number;
};

/** The thresholds of a gallery, and how far its data reach. Plain data: it goes through the control socket. */
export type Thresholds = {
  /** How many people an attempt is compared with. */
  comparedWith: number;
  targetFmr: number;
  /** FMR of one person's comparison that keeps an attempt within the target. */
  neededFmr: number;
  inUse: number;
  /** Impostor and genuine comparisons at or above the threshold in use. */
  inUseImpostor: number;
  inUseGenuine: number;
  /** The lowest threshold that keeps to `neededFmr` here; null where there is nobody to compare. */
  suggested: number | null;
  /** Whether these people are enough to vouch for `suggested`: `neededFmr` is at least `reach`. */
  supported: boolean;
  /** Lowest FMR that so many people can vouch for. */
  reach: number;
};

/** Counts, rates and thresholds. Plain data: it goes through the control socket. */
export type GalleryResult = {
  recognizer: string;
  protocol: 'gallery';
  /** Templates, one an image. */
  images: number;
  /** Empty: what was enrolled was acquired. */
  failures: Record<string, never>;
  poor: Record<string, never>;
  /** Comparisons. */
  genuine: number;
  impostor: number;
  /** Null where there are no genuine comparisons. */
  eer: number | null;
  operatingPoints: OperatingPoint[];
  curve: DetPoint[];
  seconds: number;
  /** How many of the enrolled were compared. */
  people: number;
  enrolled: number;
  thresholds: Thresholds;
};

type Person = { userId: string; references: Reference[] };

/** Undefined for a template of another version, or damaged: sign-in leaves those out, too. */
function decode(stored: GalleryTemplate, recognizer: Recognizer): Reference | undefined {
  if (!reads(recognizer, stored)) return undefined;
  try {
    return { templateId: stored.templateId, template: recognizer.decode(stored.bytes, stored.version) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function peopleOf(templates: readonly GalleryTemplate[], recognizer: Recognizer): Person[] {
  const people = new Map<string, Person>();
  for (const template of templates) {
    const reference = decode(template, recognizer);
    if (!reference) continue;
    const person = people.get(template.userId) ?? { userId: template.userId, references: [] };
    person.references.push(reference);
    people.set(template.userId, person);
  }
  return [...people.values()];
}

/** At most {@link PEOPLE_MOST} people, drawn evenly while they come in (J. S. Vitter's algorithm R, 1985). */
async function samplePeople(batches: GalleryOptions['batches'], recognizer: Recognizer) {
  const random = seededRandom(1);
  const people: Person[] = [];
  let enrolled = 0;
  for await (const batch of batches) {
    for (const person of peopleOf(batch, recognizer)) {
      const place = enrolled < PEOPLE_MOST ? enrolled : Math.floor(random() * (enrolled + 1));
      if (place < PEOPLE_MOST) people[place] = person;
      enrolled++;
    }
  }
  return { people, enrolled };
}

async function compareAll(people: readonly Person[], recognizer: Recognizer) {
  const index = recognizer.createIndex();
  for (const { userId, references } of people) index.put(userId, references);
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const { userId, references } of people) {
    for (const reference of references) {
      for (const other of people) {
        if (other.userId !== userId) impostor.push(index.verify(reference.template, other.userId)!.score);
      }
      index.put(
        userId,
        references.filter((one) => one !== reference),
      );
      const own = index.verify(reference.template, userId);
      if (own) genuine.push(own.score);
    }
    index.put(userId, references);
    // In a running server requests are answered in between.
    await setImmediate();
  }
  return { genuine: Float64Array.from(genuine).sort(), impostor: Float64Array.from(impostor).sort() };
}

function thresholdsOf(
  scores: { genuine: Float64Array; impostor: Float64Array },
  { people, enrolled }: { people: number; enrolled: number },
  options: GalleryOptions,
): Thresholds {
  const { targetFmr, templatesPerPerson, comparedWith } = options;
  const circumstances = { targetFmr, people: comparedWith(enrolled), templatesPerPerson };
  const calibration = calibrationOf(options.recognizer, options.customModel);
  const inUse = chooseThreshold(calibration, circumstances).threshold;
  // Scores are of whole people here, however a recognizer combines their templates: one comparison a person.
  const own = { ...calibration, combines: 'mean' as const, reach: ruleOfThreeOf(people) };
  const needed = neededFmr(own, circumstances);
  const table = [{ fmr: needed, score: thresholdAtFmr(scores.impostor, needed) }];
  const tables = [{ enrolled: 1, table }];
  const { threshold, supported } = chooseThreshold({ ...own, tables }, circumstances);
  return {
    comparedWith: circumstances.people,
    targetFmr,
    neededFmr: needed,
    inUse,
    inUseImpostor: countAtLeast(scores.impostor, inUse),
    inUseGenuine: countAtLeast(scores.genuine, inUse),
    suggested: people < 2 ? null : threshold,
    supported: people >= 2 && supported,
    reach: people < 2 ? 1 : ruleOfThree((people * (people - 1)) / 2),
  };
}

/**
 * Compares the people of a gallery with each other and themselves.
 * @returns counts of 0 and no rates where fewer than two people are enrolled; no FNMR where nobody has two templates.
 * @throws {ModelError} when a network's file is missing.
 */
export async function evaluateGallery(options: GalleryOptions): Promise<GalleryResult> {
  const started = performance.now();
  const recognizer = await openRecognizer(options.recognizer, options.modelsDir, options.customModel);
  try {
    const { people, enrolled } = await samplePeople(options.batches, recognizer);
    const scores = await compareAll(people, recognizer);
    const { genuine, impostor } = scores;
    const measured = genuine.length > 0 && impostor.length > 0;
    return {
      recognizer: recognizer.id,
      protocol: 'gallery',
      images: people.reduce((sum, { references }) => sum + references.length, 0),
      failures: {},
      poor: {},
      genuine: genuine.length,
      impostor: impostor.length,
      eer: measured ? equalErrorRate(genuine, impostor).eer : null,
      operatingPoints: measured ? operatingPoints(genuine, impostor, RATES) : [],
      curve: measured ? detCurve(genuine, impostor) : [],
      seconds: (performance.now() - started) / 1000,
      people: people.length,
      enrolled,
      thresholds: thresholdsOf(scores, { people: people.length, enrolled }, options),
    };
  } finally {
    await recognizer.release?.();
  }
}
