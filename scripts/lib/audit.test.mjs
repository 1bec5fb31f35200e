import { afterEach, expect, test } from 'bun:test';
import { auditFaults } from './audit.mjs';

const advisory = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'It lets everybody in',
  severity: 'high',
  vulnerable_versions: '<99.0.0',
};
const found = { hono: [advisory] };
const entry = { id: 'GHSA-aaaa-bbbb-cccc', reason: 'The part is not used.', until: '2026-12-31' };

test('a vulnerability that nobody accepted is told with its package and its page', () => {
  const [fault] = auditFaults(found, [], '2026-06-01');
  for (const part of ['hono', 'high', advisory.title, advisory.url]) expect(fault).toContain(part);
});

test('an accepted one is none, until its day', () => {
  expect(auditFaults(found, [entry], '2026-12-31')).toEqual([]);
  expect(auditFaults(found, [entry], '2027-01-01').join()).toContain('was accepted until 2026-12-31');
});

test('an entry needs a reason, and goes when nothing needs it', () => {
  expect(auditFaults(found, [{ ...entry, reason: '' }], '2026-06-01')).toEqual([
    `${entry.id} is accepted without a reason`,
  ]);
  expect(auditFaults({}, [entry], '2026-06-01').join()).toContain('nothing needs it any more');
});

let registry;
afterEach(() => registry?.stop(true));

/** The outcome of the real `bun audit` against a registry that answers so. */
async function auditAgainst(answer) {
  let asked;
  registry = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const bytes = new Uint8Array(await request.arrayBuffer());
      asked = JSON.parse(new TextDecoder().decode(bytes[0] === 0x1f ? Bun.gunzipSync(bytes) : bytes));
      return answer();
    },
  });
  const address = `http://127.0.0.1:${registry.port}/`;
  // In a process of its own: this one has to answer meanwhile.
  const program = `import { audit } from ${JSON.stringify(`${import.meta.dir}/audit.mjs`)}; process.exit(audit(process.execPath, console.log));`;
  const env = { ...process.env, BUN_CONFIG_REGISTRY: address, npm_config_registry: address };
  const child = Bun.spawn([process.execPath, '-e', program], { env, stdout: 'pipe', stderr: 'ignore' });
  const text = await new Response(child.stdout).text();
  return { code: await child.exited, text, asked };
}

test('the registry is asked for every package of the lock file, and what it knows fails the check', async () => {
  const { code, text, asked } = await auditAgainst(() => Response.json(found));
  expect(code).toBe(1);
  expect(text).toContain('hono: high: It lets everybody in');
  for (const name of ['hono', 'lucia', 'sharp', 'onnxruntime-node', 'drizzle-orm'])
    expect(Object.keys(asked)).toContain(name);
});

test('nothing known is said in one line', async () => {
  const { code, text } = await auditAgainst(() => Response.json({}));
  expect(code).toBe(0);
  expect(text).toStartWith('Dependency audit: no vulnerability is known');
});

test('a registry that cannot say is a check that was skipped, in one line', async () => {
  const { code, text } = await auditAgainst(() => new Response('no', { status: 405 }));
  expect(code).toBe(0);
  expect(text.trim().split('\n')).toHaveLength(1);
  expect(text).toStartWith('skipped: dependency audit');
});
