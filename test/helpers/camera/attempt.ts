/** Attempts before a camera that sees what a test sets. */
import type { Candidate, Observation } from '../../../src/biometrics/observation.ts';
import { enrollments, faceTemplates, users } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import type { Client } from '../../../src/principal.ts';
import { signInFrame } from '../../../src/signin/face/face.ts';
import { openAttempt } from '../../../src/signin/face/open.ts';
import { testDb, truncateAll } from '../data/db.ts';
import { idleStatus, type TestClock, testConfig, testDeps } from '../site/deps.ts';

export const client: Client = { deviceToken: undefined, address: '192.0.2.7', userAgent: 'test' };
export const alice = '00000000-0000-4000-8000-00000000000a';
export const template = '00000000-0000-4000-8000-0000000000aa';

const face = {
  box: { x: 0, y: 0, width: 200, height: 200 },
  score: 1,
  pose: { yaw: 0, pitch: 0, roll: 0 },
  quality: { brightness: 128, contrast: 50, sharpness: 200 },
  points: [],
};

/** An engine that gives these observations, frame by frame. The last one repeats. */
export function seeing(...frames: Partial<Observation>[]): Deps['vision'] {
  return seeingAmong(1, ...frames);
}

/** An engine with that many people enrolled, see {@link seeing}. */
export function seeingAmong(people: number, ...frames: Partial<Observation>[]): Deps['vision'] {
  const blank = { frame: { width: 640, height: 480 }, faces: 1, face, candidates: [] };
  let at = 0;
  return {
    observe: async (_: Uint8Array, { among }: { among?: readonly string[] } = {}) => {
      const seen: Observation = { ...blank, ...frames[Math.min(at++, frames.length - 1)] };
      return among ? { ...seen, candidates: seen.candidates.filter(({ userId }) => among.includes(userId)) } : seen;
    },
    status: () => ({ ...idleStatus, people, templates: 5 * people }),
  } as unknown as Deps['vision'];
}

export const known = { candidates: [{ userId: alice, templateId: template, score: 0.95 }] satisfies Candidate[] };
export const unknown = { candidates: [{ userId: alice, templateId: template, score: 0.2 }] satisfies Candidate[] };

/** `from`: the browser, by default {@link client}. */
export type Setting = { deps: Deps & { clock: TestClock }; token: string; from?: Client };

/** Opens an attempt. @param options.username given first, if any. */
export async function attempt(
  options: {
    vision: Deps['vision'];
    next?: string;
    username?: string;
    env?: Record<string, string>;
    from?: Client;
  } & Partial<Deps>,
): Promise<Setting> {
  const { next = '/', username = '', env = {}, from = client, ...overrides } = options;
  const deps = await testDeps({ config: testConfig(env), ...overrides });
  const opened = await openAttempt(deps, from, { next, username });
  if ('seconds' in opened) throw new Error('throttled');
  return { deps, token: opened.token, from };
}

let frameNumber = 0;
/** Sends the next frame with unique bytes, by default a second later. */
export function next({ deps, token, from = client }: Setting, milliseconds = 1000) {
  deps.clock.forward(milliseconds);
  return signInFrame(deps, { token, image: new Uint8Array([frameNumber++ & 255, frameNumber >> 8]), client: from });
}

/** Empties the database and adds Alice, who is enrolled. */
export async function onlyAlice(): Promise<void> {
  await truncateAll();
  const db = await testDb();
  const at = new Date();
  await db
    .insert(users)
    .values({ id: alice, username: 'alice', usernameKey: 'alice', passwordHash: '', displayName: 'Alice' });
  await db.insert(enrollments).values({ userId: alice, enrolledAt: at, consentVersion: '1', consentedAt: at });
  const sealed = { keyId: '', nonce: new Uint8Array(12), ciphertext: new Uint8Array(20) };
  await db
    .insert(faceTemplates)
    .values({ id: template, userId: alice, recognizer: 'embedding', version: 1, ...sealed, createdAt: at });
}
