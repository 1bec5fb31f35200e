/** A short load run: two strangers and a member, a worker that dies, a database that is restarted. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClips } from '../helpers/camera/clips.ts';
import { noCluster } from '../helpers/data/cluster.ts';
import { describeIf } from '../helpers/need.ts';
import { projectRoot } from '../helpers/root.ts';

setDefaultTimeout(300_000);

const found = findClips();
const missing = noCluster ?? ('missing' in found ? found.missing : '');

describeIf(!missing, 'a short run of load', missing, () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-soak-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('loses no enrollment, lets no stranger in and answers every request', async () => {
    const { franck, cap12_edit } = 'clips' in found ? found.clips : { franck: '', cap12_edit: '' };
    const json = join(folder, 'soak.json');
    // A tenth of what two cores can do, since other tests run at the same time. The failures find what a longer run
    // finds as well; only a leak takes more time, and `bench soak` by hand has it.
    const flags = ['--minutes', '0.3', '--rate', '2', '--stranger', franck, '--person', cap12_edit, '--json', json];
    const run = Bun.spawn([process.execPath, 'lab/cli.ts', 'bench', 'soak', ...flags], {
      cwd: projectRoot,
      stdout: 'pipe',
      stderr: 'inherit',
    });
    const told = await new Response(run.stdout).text();
    process.stderr.write(told);
    expect(await run.exited).toBe(0);
    const { soak } = JSON.parse(readFileSync(json, 'utf8'));
    expect(soak).toMatchObject({ lost: [], vision: { people: soak.stored } });
    expect(soak.result).toMatchObject({ wrongAcceptances: 0, unanswered: {} });
    expect(soak.result.workerFailures).toBeGreaterThan(0);
    expect(soak.vision.ready).toBe(soak.vision.workers);
    expect(soak.result.statuses['200']).toBeGreaterThan(10);
    expect(soak.result.enrolled.length).toBeGreaterThan(0);
    expect(soak.result.signIns.accepted).toBeGreaterThan(0);
  });
});
