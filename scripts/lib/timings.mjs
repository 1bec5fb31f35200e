/** How long each test file takes, so that Bun begins with the slowest. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Seconds of the slowest files beside others, for the first run. Begun last, they would run alone at the end. */
export const WAITING = {
  'test/faults/away.test.ts': 49,
  'test/e2e/phone.test.ts': 40,
  'test/e2e/pages/pages.test.ts': 34,
  'test/e2e/kiosk.test.ts': 29,
  'test/opencv-parity.test.ts': 29,
  'test/e2e/passkeys.test.ts': 29,
  'test/e2e/journey-bun.test.ts': 29,
  'test/e2e/pages/refusals.test.ts': 27,
  'test/faults/slow.test.ts': 26,
  'test/faults/worker.test.ts': 24,
  'test/e2e/door/front-door.test.ts': 23,
  'test/faults/soak.test.ts': 23,
  'test/e2e/start.test.ts': 23,
  'test/e2e/recognizers.test.ts': 21,
  'test/e2e/opencv.test.ts': 21,
  'test/e2e/journey-node.test.ts': 21,
  'test/e2e/liveness.test.ts': 21,
  'test/faults/workers.test.ts': 21,
  'test/e2e/hostile.test.ts': 20,
  'test/planarity.test.ts': 18,
  'test/e2e/pages/no-writes.test.ts': 18,
  'test/faults/owner.test.ts': 18,
  'test/e2e/slow.test.ts': 16,
  'test/faults/pgbouncer.test.ts': 16,
  'test/e2e/pages/installed.test.ts': 15,
  'test/e2e/known-browser.test.ts': 15,
  'test/e2e/pages/admin-looks.test.ts': 14,
  'test/e2e/self-test.test.ts': 13,
  'test/e2e/pages/keyboard.test.ts': 12,
  'test/e2e/challenge.test.ts': 12,
  'test/faults/containers.test.ts': 11,
  'test/e2e/pages/picture.test.ts': 11,
  'src/api/compreface/compreface.test.ts': 11,
  'test/faults/keys.test.ts': 11,
  'src/cli/transfer/transfer.test.ts': 10,
  'test/e2e/pages/import.test.ts': 10,
  'test/recognition.test.ts': 10,
  'lab/evaluate/challenge/command.test.ts': 9,
  'test/e2e/door/runtimes.test.ts': 8,
  'test/faults/backup.test.ts': 8,
  'lab/attack/command.test.ts': 7,
  'scripts/lib/supervisor.test.mjs': 7,
  'test/faults/kill-enroll.test.ts': 7,
  'test/faults/postgres-rights.test.ts': 7,
  'test/one-camera.test.ts': 7,
  'test/faults/postgres-address.test.ts': 6,
  'src/api/openapi.test.ts': 6,
  'src/transfer/row/photos.test.ts': 6,
  'lab/attack/attack.test.ts': 6,
  'lab/fuzz/fuzz.test.ts': 5,
  'lab/fuzz/api/api.test.ts': 4,
  'lab/evaluate/webcam.test.ts': 4,
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
