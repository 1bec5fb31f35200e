/** Faces that a program enrolls from pictures and removes one by one. No picture is kept. */
import { randomUUID } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { type EventTx, happened } from '../events/events.store.ts';
import { policyFor } from '../policy/policy.ts';
import type { EncodedTemplate } from '../vision/protocol.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import { deleteFaceData } from './face-data.store.ts';
import { decryptTemplate } from './load.ts';
import {
  addTemplates,
  countPictures,
  deleteTemplates,
  findPicture,
  type Picture,
  templatesOfPerson,
} from './pictures.store.ts';
import { sealSample } from './seal.ts';

/** What an enrollment by a program notes as its consent: whoever runs the program keeps the consent itself. */
export const CONSENT_BY_PROGRAM = 'api';
/** Pictures of one person, where the recognizer compares with the mean of them. */
const MOST_PICTURES = 64;

/** What a person agreed to, and when. */
export type Consent = { version: string; at: Date };

type PictureDeps = Pick<Deps, 'keys' | 'clock' | 'config' | 'liveness'>;

/** Where the best picture counts, each further one is another chance of a false match. */
export function mostPictures(deps: Pick<Deps, 'config' | 'liveness'>): number {
  const { recognizer, customModel, templates } = policyFor(deps);
  return calibrationOf(recognizer, customModel).combines === 'best' ? templates : MOST_PICTURES;
}

/** How many more pictures a person can have. */
export async function roomFor(tx: EventTx, deps: Pick<Deps, 'config' | 'liveness'>, userId: string): Promise<number> {
  const { recognizer } = policyFor(deps);
  return mostPictures(deps) - (await countPictures(tx, { recognizer, userId }));
}

type Added = {
  userId: string;
  /** The templates of each picture. */
  pictures: readonly (readonly EncodedTemplate[])[];
  /** Default: the program keeps it. */
  consent?: Consent | undefined;
};

/** Stores the templates of pictures, sealed for their owner. */
async function insertPictures(tx: EventTx, deps: PictureDeps, { userId, pictures, consent }: Added): Promise<string[]> {
  const now = deps.clock();
  const ids = pictures.map(() => randomUUID());
  const rows = pictures.flatMap((templates, at) =>
    sealSample(deps.keys, { userId, templates, now, sampleId: ids[at]! }),
  );
  const { version: consentVersion, at: consentedAt } = consent ?? { version: CONSENT_BY_PROGRAM, at: now };
  await addTemplates(tx, { userId, enrolledAt: now, consentVersion, consentedAt }, rows);
  return ids;
}

/**
 * Adds pictures to those of a person. Call it in a transaction of the outbox that has locked the account.
 * @returns the ids of the pictures.
 */
export async function addPictures(tx: EventTx, deps: PictureDeps, added: Added): Promise<string[]> {
  const { userId, consent } = added;
  const ids = await insertPictures(tx, deps, added);
  const given = consent && { consentVersion: consent.version, consentedAt: consent.at.toISOString() };
  await happened(tx, { at: deps.clock(), userId, kind: 'picture-added', detail: { pictures: ids.length, ...given } });
  return ids;
}

/** Removes one picture. The last one takes the whole enrollment with it. @returns it; undefined if there is none. */
export async function removePicture(
  tx: EventTx,
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
  id: string,
): Promise<Picture | undefined> {
  const picture = await findPicture(tx, id, config.recognizer);
  if (!picture) return undefined;
  const { userId } = picture;
  const now = clock();
  if ((await countPictures(tx, { recognizer: config.recognizer, userId })) === 1) {
    await deleteFaceData(tx, { userId, reason: 'administrator', now });
  } else {
    await deleteTemplates(tx, id);
    await happened(tx, { at: now, userId, kind: 'picture-removed', detail: { pictures: 1 } });
  }
  return picture;
}

/**
 * Gives the pictures of one person to another, and writes no event. Erase who had them in the same transaction.
 * @returns how many they are.
 */
export async function movePictures(
  tx: EventTx,
  deps: PictureDeps,
  { from, to }: { from: string; to: string },
): Promise<number> {
  const samples = new Map<string, EncodedTemplate[]>();
  for (const row of await templatesOfPerson(tx, from)) {
    const id = row.sampleId ?? row.id;
    samples.set(id, [...(samples.get(id) ?? []), decryptTemplate(row, deps.keys)]);
  }
  if (samples.size > 0) await insertPictures(tx, deps, { userId: to, pictures: [...samples.values()] });
  return samples.size;
}
