/** A kiosk that is registered on a tablet, before a camera that sees what a test sets. */
import { eq } from 'drizzle-orm';
import type { Observation } from '../../../src/biometrics/observation.ts';
import type { Move } from '../../../src/biometrics/session/challenge.ts';
import { enrollments, faceTemplates, groupMembers, groups, kiosks, users } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { giveCode } from '../../../src/kiosk/device.ts';
import { insertKiosk, type KioskSettings } from '../../../src/kiosk/kiosks.store.ts';
import type { ObserveOptions } from '../../../src/vision/protocol.ts';
import { head, POSES, seen } from '../camera/head.ts';
import { testDb, truncateAll } from '../data/db.ts';
import { idleStatus, type TestClock, testDeps } from './deps.ts';
import { openSite, type Visitor } from './site.ts';

export const GROUP = '00000000-0000-4000-8000-0000000000f0';
export const idOf = (number: number) => `00000000-0000-4000-8000-0000000000${(number + 16).toString(16)}`;
const templateOf = (number: number) => `00000000-0000-4000-8000-0000000001${(number + 16).toString(16)}`;

/** Who is before the camera, by number; `score`: how alike. A test may change it between frames. */
export type Scene = {
  who?: number;
  score: number;
  pose: Move | 'front';
  passive?: number;
  problem?: Observation['problem'];
  asked: ObserveOptions[];
  /** Runs while the worker looks at the frame. */
  meanwhile?: () => Promise<void>;
};

function observed({ who, score, pose, passive, problem }: Scene, { among = [] }: ObserveOptions): Observation {
  const frame = { width: 640, height: 480 };
  if (who === undefined) return { frame, faces: 0, problem: 'no-face', candidates: [] };
  const face = {
    box: { x: 0, y: 0, width: 200, height: 200 },
    score: 1,
    pose: { yaw: 0, pitch: 0, roll: 0 },
    quality: { brightness: 128, contrast: 50, sharpness: 200 },
    points: seen(head(), ...POSES[pose]),
  };
  const candidates = problem
    ? []
    : [{ userId: idOf(who), templateId: templateOf(who), score }].filter(({ userId }) => among.includes(userId));
  return {
    frame,
    faces: 1,
    face,
    ...(problem && { problem }),
    ...(passive !== undefined && { liveness: { passive } }),
    candidates,
  };
}

/** Adds an enrolled person. @param more `group: false`: not in the kiosk's group. */
export async function addPerson(number: number, more: { group?: boolean; subject?: boolean; name?: string } = {}) {
  const db = await testDb();
  const { group = true, subject = false, name = `Person ${number}` } = more;
  const [id, at, username] = [idOf(number), new Date(), `person${number}`];
  await db.insert(users).values({ id, username, usernameKey: username, passwordHash: '', displayName: name, subject });
  await db.insert(enrollments).values({ userId: id, enrolledAt: at, consentVersion: '1', consentedAt: at });
  const sealed = { keyId: '', nonce: new Uint8Array(12), ciphertext: new Uint8Array(20) };
  await db
    .insert(faceTemplates)
    .values({ id: templateOf(number), userId: id, recognizer: 'embedding', version: 1, ...sealed, createdAt: at });
  if (group) await db.insert(groupMembers).values({ groupId: GROUP, userId: id });
  return id;
}

export const SETTINGS: KioskSettings = {
  ...{ name: 'Front door', groupId: GROUP, targetFmr: 1e-4, liveness: 'none', attendance: 'turns' },
  ...{ names: true, tells: false, locale: 'en' },
};

/** A kiosk with a code that no tablet has taken yet. */
export async function makeKiosk(clock: () => Date, settings: Partial<KioskSettings & { pinHash: string }> = {}) {
  const db = await testDb();
  const kiosk = { ...SETTINGS, pinHash: null, ...settings };
  const id = (await insertKiosk(db, { ...kiosk, createdAt: clock() }))!;
  return { id, code: await giveCode(db, id, clock()) };
}

/** Registers a tablet. */
export async function registerTablet(tablet: Visitor, code: string): Promise<void> {
  const response = await tablet.post('/kiosk/register', { code });
  if (response.status !== 303) throw new Error(`the code was answered ${response.status}`);
}

let frames = 0;
/** Posts a frame with bytes of its own. */
export function postFrame(tablet: Visitor, bytes?: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const form = new FormData();
  const image = bytes ?? new Uint8Array([++frames & 255, frames >> 8, 9]);
  form.set('frame', new Blob([image], { type: 'image/jpeg' }), 'frame.jpg');
  return tablet.post('/kiosk/frame', form, { Accept: 'application/json', ...headers });
}

export type KioskStage = Awaited<ReturnType<typeof kioskStage>>;

/** An empty database with a group, a kiosk and its tablet. */
export async function kioskStage(settings: Parameters<typeof makeKiosk>[1] = {}, overrides: Partial<Deps> = {}) {
  await truncateAll();
  const scene: Scene = { score: 0.95, pose: 'front', asked: [] };
  const vision = {
    observe: async (_: Uint8Array, options: ObserveOptions = {}) => {
      scene.asked.push(options);
      await scene.meanwhile?.();
      return observed(scene, options);
    },
    status: () => idleStatus,
    putUser: async () => {},
  } as unknown as Deps['vision'];
  const deps = (await testDeps({ vision, ...overrides })) as Deps & { clock: TestClock };
  await deps.db.insert(groups).values({ id: GROUP, name: 'Staff' });
  const site = openSite(deps);
  const tablet = site.visitor({ userAgent: 'Tablet' });
  const { id, code } = await makeKiosk(deps.clock, settings);
  await registerTablet(tablet, code);

  /** Sends frames of what is before the camera. @returns the last answer. */
  async function look(count = 2, wait = 400) {
    let said: { kind: string; text?: string; line?: string; at?: string; move?: Move; next: number } | undefined;
    for (let i = 0; i < count; i++) {
      deps.clock.forward(wait);
      const response = await postFrame(tablet);
      if (response.status !== 200) throw new Error(`a frame was answered ${response.status}: ${await response.text()}`);
      said = (await response.json()) as typeof said;
    }
    return said!;
  }
  const see = (who: number | undefined, more: Partial<Scene> = {}) =>
    void Object.assign(scene, { score: 0.95, pose: 'front', problem: undefined, passive: undefined }, more, { who });
  /** Somebody comes, is looked at, and goes. */
  async function pass(who: number, more: Partial<Scene> = {}) {
    see(who, more);
    const said = await look(3);
    see(undefined);
    await look(3, 1_500);
    return said;
  }
  const change = (values: Partial<typeof kiosks.$inferInsert>) =>
    deps.db.update(kiosks).set(values).where(eq(kiosks.id, id));
  return { deps, site, tablet, scene, id, look, see, pass, change };
}
