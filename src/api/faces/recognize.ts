/** Compares the faces of a program's picture with one person, or searches for them. It signs nobody in. */
import type { Candidate, Observation } from '../../biometrics/observation.ts';
import { similarityOf } from '../../biometrics/similarity.ts';
import type { Deps } from '../../deps.ts';
import { markFound } from '../../faces/pictures.store.ts';
import { type Policy, policyFor } from '../../policy/policy.ts';
import { type Compared, decisionRule } from '../../policy/rule.ts';
import type { Program } from '../../principal.ts';
import type { Among, FoundFace } from '../../vision/protocol.ts';
import { calibrationOf } from '../../vision/recognizers/calibration.ts';
import { PICTURE_BYTES } from '../http/pictures.ts';
import { type PersonRow, peopleById } from '../people/people.store.ts';

export type RecognizeDeps = Pick<Deps, 'db' | 'vision' | 'clock' | 'config' | 'liveness'>;

/** A person whom a face may be. `match`: the sign-in's own threshold and margin say that it is. */
export type Found = { person: PersonRow; similarity: number; match: boolean };
export type Recognized = { observation: Observation; found: Found[] };

/** Whom a program may search: people without a way in, and everybody else only with `people:read`. */
export function searchable({ scopes }: Program): Among {
  return { subjects: true, people: scopes.includes('people:read') };
}

/** How many people a face is compared with. */
export function comparedWith({ vision }: Pick<Deps, 'vision'>, among: Among): Compared {
  const { people, subjects = 0, alike } = vision.status();
  if (among.ids) return { people: among.ids.length, alike };
  return { people: (among.people ? people : 0) + (among.subjects ? subjects : 0), ...(among.people && { alike }) };
}

/** The similarity of a score, for these people. */
export function similarities(policy: Policy, compared: Compared): (score: number) => number {
  const calibration = calibrationOf(policy.recognizer, policy.customModel);
  return (score) => similarityOf(calibration, compared, score);
}

/** Whether the best candidate is the person, by the rule of the sign-in. A single picture gets no second one. */
function isMatch([best, next]: readonly Candidate[], rule: { threshold: number; margin: number }): boolean {
  if (!best || best.score < rule.threshold) return false;
  return next === undefined || best.score - next.score >= rule.margin;
}

/**
 * Says who the faces of a picture may be, the largest face first.
 * @param asked.top people for each face.
 */
export async function recognize(
  deps: RecognizeDeps,
  image: Uint8Array,
  asked: { among: Among; top: number; most?: number; least?: number },
): Promise<Recognized[]> {
  const { among, top, ...limits } = asked;
  // The runner-up tells whether the best one leads.
  const faces = await deps.vision.faces(image, { among, top: Math.max(2, top), ...limits }, PICTURE_BYTES);
  const people = await peopleById(deps.db, candidatesOf(faces));
  const policy = policyFor(deps);
  const compared = comparedWith(deps, among);
  const [rule, similarity] = [decisionRule(policy, compared), similarities(policy, compared)];
  const recognized = faces.map(({ observation }) => {
    const present = observation.candidates.filter(({ userId }) => people.has(userId));
    const match = isMatch(present, rule);
    const found = present.slice(0, top).map(
      ({ userId, score }, at): Found => ({
        person: people.get(userId)!,
        similarity: similarity(score),
        match: at === 0 && match && people.get(userId)!.disabledAt === null,
      }),
    );
    return { observation, found };
  });
  await noteFound(deps, recognized);
  return recognized;
}

function candidatesOf(faces: readonly FoundFace[]): string[] {
  return [...new Set(faces.flatMap(({ observation }) => observation.candidates.map(({ userId }) => userId)))];
}

/** The faces of people without a way in stay as long as programs find them. */
async function noteFound(deps: RecognizeDeps, recognized: readonly Recognized[]): Promise<void> {
  const matches = recognized.flatMap(({ found }) => found.filter(({ match, person }) => match && person.subject));
  for (const { person } of matches) await markFound(deps.db, person.id, deps.clock());
}
