/** Too little memory: what the server tells. `e2e/start.test.ts` starts it in as much as is enough. */
import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { type MemoryGroup, memoryGroup } from '../helpers/server/memory-group.ts';
import { startServer } from '../helpers/server/server.ts';

/** Servers take their time to start on a busy machine. */
setDefaultTimeout(300_000);

const probe = memoryGroup(64);
await probe?.remove();

// No package gives the right to make a group, so `CI=true` cannot ask for it.
if (!probe) process.stderr.write('skipped: little memory: no control group can be made here (it takes root)\n');

describe.skipIf(!probe)('little memory', () => {
  const groups: MemoryGroup[] = [];
  afterEach(async () => {
    for (const group of groups.splice(0).reverse()) await group.remove();
  });
  const limited = (mib: number) => {
    const group = memoryGroup(mib)!;
    groups.push(group);
    return group;
  };

  test('a first start without enough memory says so before it begins, and why it ended', async () => {
    const started = startServer({ blank: true, group: limited(256) });
    await expect(started).rejects.toThrow(
      /The first start makes the database\. .* 256 MiB are allowed[\s\S]*killed by the system, most likely for want of memory: 256 MiB are allowed, \d+ are needed/,
    );
  });

  test('a server that the system kills for want of memory is told of', async () => {
    const started = startServer({ group: limited(200) });
    await expect(started).rejects.toThrow(
      /ended with 137[\s\S]*The server ended: it was killed by the system, most likely for want of memory: 200 MiB are allowed, \d+ are needed/,
    );
  });
});
