import { describe, expect, test } from 'bun:test';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { idleStatus, testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { openSite } from '../../test/helpers/site/site.ts';
import { initialDecision } from '../biometrics/decision.ts';
import { insertAttempt } from '../camera/attempts.store.ts';
import type { Deps } from '../deps.ts';
import { NO_BUCKET } from '../limits.ts';
import { tidy } from './housekeeping.ts';

/** A database that is away: every statement fails with the error of postgres.js. */
const away = {
  execute: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })),
  select: () => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  },
} as unknown as Deps['db'];
const starting = { status: () => ({ ...idleStatus, state: 'starting', workersReady: 0 }) };

async function site(overrides: Partial<Deps> = {}, env: Record<string, string> = {}) {
  const deps = await testDeps({ config: testConfig(env), ...overrides });
  const { app } = openSite(deps);
  return (path: string, headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
    app.request(`http://localhost:3000${path}`, { headers }, { remoteAddress });
}

describe('a monitor', () => {
  test('gets 200 from /healthz as long as the process answers', async () => {
    const ask = await site({ db: away, vision: starting as unknown as Deps['vision'] });
    expect((await ask('/healthz')).status).toBe(200);
  });

  test('gets 200 from /readyz with database and worker, else which of them is missing', async () => {
    const whole = await (await site())('/readyz');
    expect([whole.status, await whole.json()]).toEqual([200, { status: 'ready', database: 'ok', vision: 'ok' }]);
    const blind = await (await site({ vision: starting as unknown as Deps['vision'] }))('/readyz');
    expect([blind.status, await blind.json()]).toMatchObject([503, { database: 'ok', vision: 'starting' }]);
    const empty = await (await site({ db: away }))('/readyz');
    expect([empty.status, await empty.json()]).toMatchObject([503, { database: 'away', vision: 'ok' }]);
    expect(empty.headers.get('Retry-After')).toBe('2');
  });

  test('gets a 503 with a time to come back, not a 500, from a page whose database is away', async () => {
    const ask = await site({ db: away });
    const answer = await ask('/account', { Cookie: 'session=some', 'Accept-Language': 'zh' });
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '5']);
    const text = await answer.text();
    expect(text).toContain('服务器暂时无法读取数据');
    expect(text).toContain(answer.headers.get('X-Request-Id')!);
  });
});

describe('/metrics', () => {
  const TOKEN = 'a token of its own, long enough';

  test('is not found unless the operator switches it on', async () => {
    expect((await (await site())('/metrics')).status).toBe(404);
  });

  test('on loopback answers this machine, and nobody behind a proxy', async () => {
    const ask = await site({}, { FACELOGIN_METRICS: 'loopback' });
    expect((await ask('/metrics')).status).toBe(200);
    expect((await ask('/metrics', {}, '192.0.2.1')).status).toBe(404);
    expect((await ask('/metrics', { 'X-Forwarded-For': '127.0.0.1' })).status).toBe(404);
    expect((await ask('/metrics', { Via: '1.1 proxy' })).status).toBe(404);
  });

  test('by token answers whoever has it', async () => {
    expect(() => testConfig({ FACELOGIN_METRICS: 'token' })).toThrow('FACELOGIN_METRICS_TOKEN');
    const ask = await site({}, { FACELOGIN_METRICS: 'token', FACELOGIN_METRICS_TOKEN: TOKEN });
    expect((await ask('/metrics', { Authorization: `Bearer ${TOKEN}` }, '192.0.2.1')).status).toBe(200);
    expect((await ask('/metrics', { Authorization: 'Bearer wrong' })).status).toBe(404);
    expect((await ask('/metrics')).status).toBe(404);
  });

  test('counts an attempt that nobody came back to once, from the moment on at which its time was up', async () => {
    await truncateAll();
    const deps = await testDeps({ config: testConfig({ FACELOGIN_METRICS: 'loopback' }) });
    const { app } = openSite(deps);
    const counted = async () => {
      const answer = await app.request('http://localhost:3000/metrics', {}, { remoteAddress: '127.0.0.1' });
      return /^facelogin_attempts_ended\{outcome="abandoned",reason="no-picture"\} (\d+)/m.exec(
        await answer.text(),
      )?.[1];
    };
    const claim = { mode: 'identification' as const, claimedUserId: null, throttle: NO_BUCKET };
    const attempt = { ...claim, next: '/', state: initialDecision(), recognizer: 'embedding', tokenHash: 'left' };
    await insertAttempt(deps.db, { ...attempt, now: deps.clock() });
    expect(await counted()).toBeUndefined();
    deps.clock.forward(31_000);
    expect(await counted()).toBe('1');
    await tidy(deps);
    expect(await counted()).toBe('1');
    deps.clock.forward(300_000);
    expect(await counted()).toBeUndefined();
  });

  test('counts requests by the pattern of their address, pictures, gallery and worker, without an address or a name', async () => {
    const deps = await testDeps({ config: testConfig({ FACELOGIN_METRICS: 'loopback' }) });
    const { app } = openSite(deps);
    const ask = (path: string) => app.request(`http://localhost:3000${path}`, {}, { remoteAddress: '127.0.0.1' });
    await ask('/nobody/knows-this-one');
    await ask('/avatars/00000000-0000-4000-8000-00000000000a/v1');
    deps.metrics.served({ kind: 'observe', outcome: 'busy', seconds: 0.2 });
    deps.metrics.worked('observe', 30);
    const text = await (await ask('/metrics')).text();
    expect(text).toContain('facelogin_http_seconds_count{method="GET",route="none",status="404"} 1');
    expect(text).toContain('route="/avatars/:userId/:version"');
    expect(text).toContain('facelogin_frames_total{kind="observe",outcome="busy"} 1');
    expect(text).toContain('facelogin_vision_seconds_sum{kind="observe",stage="worker"} 0.03');
    for (const name of ['gallery_people', 'vision_queue', 'vision_restarts', 'vision_ready', 'vision_workers_ready']) {
      expect(text).toMatch(new RegExp(`^facelogin_${name} \\d`, 'm'));
    }
    expect(text).not.toMatch(/knows-this-one|4000-8000/);
  });
});
