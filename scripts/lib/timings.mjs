/** How long each test file takes, so that Bun begins with the slowest. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Seconds of the slowest files beside others, for the first run. Begun last, they would run alone at the end. */
export const WAITING = {
  'test/planarity.test.ts': 124,
  'test/e2e/start.test.ts': 95,
  'test/e2e/pages/admin-looks.test.ts': 88,
  'test/e2e/slow.test.ts': 84,
  'test/e2e/nginx.test.ts': 83,
  'test/faults/memory.test.ts': 76,
  'test/e2e/door/front-door.test.ts': 73,
  'test/faults/soak.test.ts': 72,
  'test/e2e/liveness.test.ts': 71,
  'test/e2e/known-browser.test.ts': 69,
  'test/e2e/opencv.test.ts': 69,
  'test/e2e/challenge.test.ts': 68,
  'test/e2e/pages/refusals.test.ts': 67,
  'lab/evaluate/challenge/command.test.ts': 63,
  'test/e2e/phone.test.ts': 63,
  'test/e2e/pages/pages-member.test.ts': 62,
  'test/faults/away.test.ts': 62,
  'test/e2e/self-test-checks.test.ts': 62,
  'test/e2e/journey-bun.test.ts': 61,
  'test/e2e/recognizers.test.ts': 60,
  'test/e2e/kiosk.test.ts': 59,
  'test/e2e/journey-caddy.test.ts': 58,
  'test/one-camera.test.ts': 58,
  'test/e2e/passkeys-node.test.ts': 55,
  'test/e2e/hostile.test.ts': 54,
  'test/e2e/journey-node.test.ts': 52,
  'test/e2e/passkeys-bun.test.ts': 51,
  'test/faults/postgres-rights.test.ts': 50,
  'test/faults/keys.test.ts': 49,
  'test/e2e/pages/no-writes.test.ts': 45,
  'test/faults/backup.test.ts': 44,
  'test/faults/kill-enroll.test.ts': 40,
  'test/faults/backup-elsewhere.test.ts': 38,
  'test/faults/owner.test.ts': 37,
  'lab/evaluate/webcam.test.ts': 37,
  'src/vision/workers/faults.test.ts': 33,
  'test/faults/slow.test.ts': 32,
  'test/e2e/self-test.test.ts': 31,
  'test/recognition.test.ts': 31,
  'test/e2e/pages/pages.test.ts': 31,
  'test/e2e/pages/picture.test.ts': 31,
  'lab/attack/command.test.ts': 30,
  'test/faults/pgbouncer.test.ts': 30,
  'test/faults/postgres-address.test.ts': 29,
  'src/cli/transfer/transfer.test.ts': 29,
  'src/vision/pipeline/pipeline.test.ts': 28,
  'test/faults/kill-webhook.test.ts': 27,
  'test/hostile/injection.test.ts': 26,
  'lab/fuzz/api/api.test.ts': 26,
  'test/e2e/door/oidc-pages.test.ts': 25,
  'test/faults/kill-import.test.ts': 24,
  'src/api/openapi.test.ts': 22,
  'src/vision/workers/pool.test.ts': 22,
  'test/e2e/door/oidc-runtimes.test.ts': 21,
  'test/faults/shutdown.test.ts': 20,
  'test/opencv-parity.test.ts': 20,
  'test/e2e/pages/admin.test.ts': 19,
  'src/cli/transfer/compreface.test.ts': 18,
  'test/e2e/pages/installed.test.ts': 17,
  'test/hostile/bodies.test.ts': 17,
  'test/e2e/keys.test.ts': 16,
  'src/transfer/row/photos.test.ts': 15,
  'src/db/open.test.ts': 14,
  'lab/fuzz/fuzz.test.ts': 14,
  'test/e2e/pages/import.test.ts': 14,
  'src/vision/liveness/passive.test.ts': 13,
  'lab/attack/attack.test.ts': 13,
  'src/cli/apps.test.ts': 13,
  'src/api/compreface/compreface.test.ts': 13,
  'test/e2e/pages/keyboard.test.ts': 13,
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
