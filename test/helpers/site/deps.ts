/** The real parts of a server for tests. The caller brings the vision engine: most tests need none. */
import { loadConfig } from '../../../src/config.ts';
import { templateKeys } from '../../../src/crypto/templates.ts';
import type { Deps } from '../../../src/deps.ts';
import { createOutbox } from '../../../src/events/outbox.ts';
import { createGallery, type Gallery, galleryReader } from '../../../src/faces/gallery.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createProxyNotes } from '../../../src/proxies.ts';
import { createTuning } from '../../../src/tuning/tuning.ts';
import type { EngineStatus } from '../../../src/vision/protocol.ts';
import { testDb } from '../data/db.ts';

export type TestClock = (() => Date) & { forward(milliseconds: number): void };

/** A clock that stands still until a test moves it. */
export function testClock(start = new Date('2026-03-02T10:00:00Z')): TestClock {
  let now = start.getTime();
  return Object.assign(() => new Date(now), {
    forward: (milliseconds: number) => {
      now += milliseconds;
    },
  });
}

/** The status of an idle engine without people. */
export const idleStatus: EngineStatus = {
  ...{ state: 'ready', recognizer: 'embedding', people: 0, templates: 0, queued: 0 },
  ...{ workers: 1, workersReady: 1, restarts: 0, galleryMs: 0, frameMs: 0 },
};

/** The engine of a test without a camera: nobody is enrolled, and any other use is an error of the test. */
const noVision = new Proxy({} as Deps['vision'], {
  get(_, property) {
    if (property === 'putUser' || property === 'useLiveness') return async () => {};
    if (property === 'then') return undefined;
    if (property === 'status') return () => idleStatus;
    return () => {
      throw new Error(`This test has no vision engine, and ${String(property)} was asked of it.`);
    };
  },
});

const ENVIRONMENT = { FACELOGIN_DATA: '/nonexistent/facelogin-test' };

/** The settings of a test, from an environment. */
export function testConfig(env: Record<string, string> = {}): Deps['config'] {
  return loadConfig({ ...ENVIRONMENT, ...env });
}

/** @param overrides.env makes the settings, and says which of them no administrator can change. */
export async function testDeps(
  overrides: Partial<Deps> & { gallery?: Gallery; env?: Record<string, string> } = {},
): Promise<Deps & { clock: TestClock }> {
  const clock = testClock();
  const keys = templateKeys(new Uint8Array(32).fill(7));
  const parts = {
    config: testConfig(overrides.env),
    db: overrides.db ?? (await testDb()),
    vision: noVision,
    liveness: { challenge: false },
    keys,
    clock,
    log: silentLog,
    metrics: createMetrics(),
    proxies: createProxyNotes(() => {}),
  };
  const known = { ...parts, ...overrides };
  const { gallery = createGallery(known), env = {}, ...rest } = known;
  const { db, config, clock: now, log, vision, liveness } = known;
  const outbox = known.outbox ?? createOutbox(db, galleryReader(gallery));
  const tuning = createTuning({
    ...{ db, config, log, clock: now, live: { vision, liveness }, stored: new Map() },
    ...{ commit: outbox.commit, base: { ...config }, env: { ...ENVIRONMENT, ...env } },
  });
  return { outbox, tuning, ...rest } as Deps & { clock: TestClock };
}
