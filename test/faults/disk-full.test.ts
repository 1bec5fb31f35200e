/** A disk that fills up under the embedded database: people are told, nothing that was stored is lost. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, eq, sql } from 'drizzle-orm';
import { onDatabase } from '../../src/cli/data.ts';
import { loadConfig } from '../../src/config.ts';
import { auditEvents } from '../../src/db/schema.ts';
import { createApp } from '../../src/server/app.ts';
import { startRunning } from '../helpers/server/running.ts';

setDefaultTimeout(300_000);

const disk = mkdtempSync(join(tmpdir(), 'facelogin-disk-'));
const mounted =
  process.getuid?.() === 0 &&
  Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', disk], { stderr: 'ignore' }).exitCode === 0;
afterAll(() => {
  if (mounted) Bun.spawnSync(['umount', '-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});
if (!mounted) process.stderr.write('skipped: a full disk: only root may mount a small one\n');

/** Leaves the disk with so many bytes. */
function fill(left: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), new Uint8Array(Math.max(0, bavail * bsize - left)));
}

test.skipIf(!mounted)(
  'a full disk is a 503, then a new start, then a plain word, and all is there with room again',
  async () => {
    const data = join(disk, 'data');
    mkdirSync(data);
    const env = { FACELOGIN_DATA: data, FACELOGIN_RECOGNIZER: 'lbph' };
    const fatal: string[] = [];
    const server = await startRunning(env, { onFatal: (reason) => void fatal.push(reason) });
    const app = createApp(server.deps, server.assets);
    const origin = server.deps.config.publicUrl;
    const ask = (path: string, body?: URLSearchParams) =>
      app.request(origin + path, { ...(body && { method: 'POST', body }), headers: { Origin: origin } });
    const register = (username: string) =>
      ask('/register', new URLSearchParams({ username, display_name: username, password: 'seven small stones' }));
    expect((await register('anna')).status).toBe(303);

    fill(4 * 1_048_576);
    let stored = 0;
    // PostgreSQL keeps some room of its own for its log; each switch takes a piece of it.
    while (fatal.length === 0) {
      const store = server.deps.db.transaction(async (tx) => {
        await tx.execute(sql`select pg_switch_wal()`);
        await tx.insert(auditEvents).values({ at: new Date(), userId: null, kind: 'filler' });
      });
      await store.then(
        () => stored++,
        () => {},
      );
    }
    const answers = await Promise.all([register('ben'), register('cleo'), ask('/healthz'), ask('/')]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 200, 200]);
    expect(answers[0]!.headers.get('Retry-After')).toBe('5');
    expect(fatal).toEqual([expect.stringMatching(/^The embedded database has ended: .*No space left/)]);
    await server.close().catch(() => {});

    const config = loadConfig({ ...env, FACELOGIN_TEMPLATE_KEY: '07'.repeat(32) });
    const countStored = () =>
      onDatabase(config, async ({ db }) => {
        const [row] = await db.select({ n: count() }).from(auditEvents).where(eq(auditEvents.kind, 'filler'));
        return row!.n;
      });
    await expect(countStored()).rejects.toThrow(/The disk is full/);
    rmSync(join(disk, 'filler'));
    expect(await countStored()).toBe(stored);
  },
);
