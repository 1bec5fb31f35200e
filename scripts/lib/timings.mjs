/** How long each test file takes, so that Bun begins with the slowest. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Seconds of the slowest files beside others, for the first run. Begun last, they would run alone at the end. */
export const WAITING = {
  'test/e2e/pages/pages.test.ts': 101,
  'test/e2e/start.test.ts': 98,
  'test/planarity.test.ts': 89,
  'test/e2e/journey-bun.test.ts': 80,
  'test/e2e/pages/admin-looks.test.ts': 77,
  'test/faults/away.test.ts': 67,
  'test/faults/owner.test.ts': 65,
  'test/e2e/phone.test.ts': 65,
  'test/recognition.test.ts': 61,
  'test/e2e/pages/refusals.test.ts': 60,
  'test/e2e/hostile.test.ts': 53,
  'test/faults/backup.test.ts': 53,
  'test/e2e/slow.test.ts': 51,
  'test/e2e/door/front-door.test.ts': 48,
  'test/faults/keys.test.ts': 47,
  'lab/evaluate/challenge/command.test.ts': 46,
  'test/faults/soak.test.ts': 42,
  'test/faults/kill-webhook.test.ts': 41,
  'test/e2e/self-test.test.ts': 40,
  'test/e2e/kiosk.test.ts': 39,
  'test/faults/backup-elsewhere.test.ts': 39,
  'test/e2e/door/runtimes.test.ts': 39,
  'test/e2e/liveness.test.ts': 39,
  'test/faults/kill-import.test.ts': 37,
  'test/e2e/pages/no-writes.test.ts': 36,
  'test/one-camera.test.ts': 33,
  'test/e2e/recognizers.test.ts': 33,
  'test/faults/postgres-rights.test.ts': 32,
  'test/e2e/challenge.test.ts': 31,
  'test/e2e/journey-node.test.ts': 30,
  'test/faults/slow.test.ts': 30,
  'test/e2e/passkeys.test.ts': 29,
  'lab/evaluate/webcam.test.ts': 26,
  'test/faults/worker.test.ts': 23,
  'test/e2e/pages/import.test.ts': 22,
  'test/e2e/pages/keyboard.test.ts': 22,
  'test/e2e/pages/installed.test.ts': 21,
  'test/e2e/known-browser.test.ts': 20,
  'test/e2e/turning.test.ts': 20,
  'test/e2e/door/oidc-pages.test.ts': 19,
  'test/faults/kill-enroll.test.ts': 18,
  'test/faults/two-servers.test.ts': 18,
  'test/faults/pgbouncer.test.ts': 18,
  'src/vision/pipeline/pipeline.test.ts': 18,
  'test/e2e/nginx.test.ts': 17,
  'test/e2e/pages/picture.test.ts': 17,
  'test/e2e/pages/plain.test.ts': 17,
  'test/e2e/keys.test.ts': 15,
  'test/faults/postgres-address.test.ts': 14,
  'test/faults/memory.test.ts': 13,
  'src/api/openapi.test.ts': 12,
  'test/e2e/pages/admin.test.ts': 12,
  'test/faults/workers.test.ts': 12,
  'src/vision/workers/state.test.ts': 11,
  'src/cli/transfer/compreface.test.ts': 11,
  'test/faults/containers.test.ts': 11,
  'test/e2e/door/gateway-haproxy.test.ts': 10,
  'test/faults/disk-full.test.ts': 10,
  'test/e2e/door/gateway-caddy.test.ts': 9,
  'lab/attack/command.test.ts': 9,
  'src/cli/transfer/transfer.test.ts': 9,
  'src/api/compreface/compreface.test.ts': 8,
  'src/oidc/logout.test.ts': 8,
  'test/hostile/injection.test.ts': 8,
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
