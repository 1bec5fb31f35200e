/** How long each test file takes, so that Bun begins with the slowest. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Seconds of the files that wait for most of their time, for the first run. At the end they would run alone. */
export const WAITING = {
  'test/e2e/slow.test.ts': 77,
  'test/faults/soak.test.ts': 65,
  'test/e2e/door/front-door.test.ts': 55,
  'test/e2e/pages/refusals.test.ts': 51,
  'test/planarity.test.ts': 25,
  'test/faults/away.test.ts': 48,
  'test/faults/memory.test.ts': 46,
  'test/faults/owner.test.ts': 45,
  'test/e2e/liveness.test.ts': 52,
  'test/e2e/self-test-checks.test.ts': 50,
  'test/e2e/hostile.test.ts': 48,
  'test/e2e/opencv.test.ts': 45,
  'test/e2e/journey-bun.test.ts': 43,
  'test/e2e/journey-caddy.test.ts': 42,
  'test/e2e/journey-node.test.ts': 42,
  'test/e2e/known-browser.test.ts': 42,
  'test/e2e/start.test.ts': 41,
  'test/e2e/door/oidc-pages.test.ts': 20,
  'test/e2e/challenge.test.ts': 38,
  'test/e2e/pages/picture.test.ts': 37,
  'test/e2e/nginx.test.ts': 34,
  'test/e2e/pages/pages-member.test.ts': 34,
  'test/opencv-parity.test.ts': 34,
  'src/vision/workers/faults.test.ts': 20,
  'src/vision/workers/pool.test.ts': 14,
  'lab/attack/attack.test.ts': 10,
  'lab/fuzz/fuzz.test.ts': 14,
  'lab/fuzz/api/api.test.ts': 20,
};

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).files;
  } catch {
    return {};
  }
}

/**
 * Adds the files that the list of times lacks: Bun begins with a file whose time it does not know.
 * @param {string} path the list, which Bun reads and writes. A missing or broken one is replaced.
 * @param {string[]} tests as `./path`.
 */
export function completeTimings(path, tests) {
  const known = read(path);
  const missing = tests.map((test) => test.replace(/^\.\//, '')).filter((test) => !(test in known));
  const guessed = missing.map((test) => [test, (WAITING[test] ?? 1) * 1_000]);
  writeFileSync(path, JSON.stringify({ version: 1, files: { ...known, ...Object.fromEntries(guessed) } }));
}
