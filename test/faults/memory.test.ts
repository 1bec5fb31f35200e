/** Little memory: how the server makes do with it, and what it tells where that is not enough. */
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

  test.each([false, true])('768 MiB are enough for the first start (on Node: %p)', async (node) => {
    const server = await startServer({
      node,
      env: { FACELOGIN_VISION_WORKERS: 'auto' },
      blank: true,
      group: limited(768),
    });
    expect(server.output()).toContain('One vision worker in 768 MiB of memory');
    expect(await server.stop()).toBe(0);
  });

  test('the least limit of nested groups decides how many workers there are', async () => {
    const inner = limited(900).inside(2_048);
    groups.push(inner);
    const server = await startServer({ env: { FACELOGIN_VISION_WORKERS: 'auto' }, group: inner });
    expect(server.output()).toContain('One vision worker in 900 MiB of memory');
    expect(await server.stop()).toBe(0);
  });

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
