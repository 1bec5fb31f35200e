/** Enrollment without pictures: a frame is one byte, the number of the person that it shows. */

import type { Problem } from '../../../src/biometrics/observation.ts';
import { users } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { enrollClip } from '../../../src/faces/enroll.ts';
import type { Session } from '../../../src/principal.ts';
import { rememberPassword } from '../../../src/sessions/reauth.store.ts';
import { createSession, validateSession } from '../../../src/sessions/sessions.store.ts';
import type { GalleryTemplate, Sample } from '../../../src/vision/protocol.ts';
import { testDeps } from '../site/deps.ts';

const face = {
  box: { x: 0, y: 0, width: 200, height: 200 },
  score: 1,
  pose: { yaw: 0, pitch: 0, roll: 0 },
  quality: { brightness: 128, contrast: 50, sharpness: 200 },
  points: [],
};

/** A sample whose template begins with the number of the person. */
function sampleOf(person: number, problem?: Problem): Sample {
  const liveness = { passive: 0.9 };
  const observation = { frame: { width: 640, height: 480 }, faces: 1, face, liveness, candidates: [], problem };
  if (problem) return { observation, templates: [] };
  const bytes = new Uint8Array([person, 1, 2, 3, 4, 5, 6, 7]);
  return {
    observation,
    templates: [{ recognizer: 'embedding', version: 1, bytes }],
    crop: new Uint8Array(112 * 112 * 3),
  };
}

/** An engine that reads a frame's byte as a person (0: a frame in the dark) and keeps the gallery that it gets. */
export function eyes() {
  const gallery = new Map<string, GalleryTemplate[]>();
  const vision = {
    sample: async (frame: Uint8Array) => (frame[0] === 0 ? sampleOf(0, 'too-dark') : sampleOf(frame[0]!)),
    compare: async (templates: { bytes: Uint8Array }[]) =>
      Float64Array.from(templates.flatMap((a) => templates.map((b) => (a.bytes[0] === b.bytes[0] ? 0.95 : 0.1)))),
    identify: async (templates: { bytes: Uint8Array }[]) =>
      [...gallery].map(([userId, own]) => ({
        userId,
        templateId: '',
        score: own[0]?.bytes[0] === templates[0]!.bytes[0] ? 0.95 : 0.1,
      })),
    status: () => ({ people: gallery.size }),
    putUser: async (userId: string, templates: GalleryTemplate[]) => void gallery.set(userId, templates),
  } as unknown as Deps['vision'];
  return { vision, gallery };
}

/** Frames of these people in this order, with a number of frames for each. */
export function clip(...people: [person: number, frames: number][]): Uint8Array[] {
  return people.flatMap(([person, frames]) => Array.from({ length: frames }, () => new Uint8Array([person])));
}

/** A signed-in person with their own engine. With `gate` they have just given the password again. */
export async function signedIn(username: string, options: { gate: boolean }) {
  const { vision, gallery } = eyes();
  const deps = { ...(await testDeps({ vision, clock: undefined })), clock: () => new Date() };
  const now = deps.clock();
  const [user] = await deps.db
    .insert(users)
    .values({ username, usernameKey: username, passwordHash: '', displayName: username })
    .returning();
  const userId = user!.id;
  const from = { address: '', userAgent: '', now };
  const id = await createSession(deps.db, { userId, method: 'password', ...from, proofs: [] });
  const session = (await validateSession(deps.db, id, now)) as Session;
  const { idHash: sessionHash } = session;
  if (options.gate) await rememberPassword(deps.db, { sessionHash, purpose: 'enrollment', consentVersion: '1', now });
  return {
    deps,
    session,
    gallery,
    enroll: (frames: Uint8Array[]) => enrollClip(deps, { session, frames }),
  };
}
