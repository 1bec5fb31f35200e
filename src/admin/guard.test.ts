/** On PGlite alone: other tests run its statements on PostgreSQL. */
import { beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { adminAt, userNamed } from '../../test/helpers/site/admin.ts';
import { testDeps } from '../../test/helpers/site/deps.ts';
import { confirmAt, openSite, registerAt } from '../../test/helpers/site/site.ts';
import { auditEvents, users } from '../db/schema.ts';
import { createSession } from '../sessions/sessions.store.ts';
import { makeAdminByName } from './people/roles.ts';

let deps: Awaited<ReturnType<typeof testDeps>>;
let site: ReturnType<typeof openSite>;
beforeEach(async () => {
  await truncateAll();
  deps = await testDeps();
  site = openSite(deps);
});

/** Every address under /admin that the application has, with something in place of its parameters. */
function adminPaths(): { method: string; path: string }[] {
  const routes = site.app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/admin'));
  const made = routes.map(({ method, path }) => ({
    method,
    path: path.replace(/:\w+(\{[^}]*\})?/g, crypto.randomUUID()),
  }));
  return [...made, { method: 'GET', path: '/admin/nothing/here' }, { method: 'POST', path: '/admin/nothing' }];
}

test('a signed-in person who is no administrator finds nothing under /admin, with the password given or not', async () => {
  const anna = site.visitor();
  await registerAt(anna, 'anna');
  for (const step of ['without', 'with']) {
    if (step === 'with') await confirmAt(anna);
    for (const { method, path } of adminPaths()) {
      const answer = method === 'GET' ? await anna.get(path) : await anna.post(path);
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 404`);
    }
  }
});

test('who is not signed in is led to the sign-in page by every address under /admin, whether it is there or not', async () => {
  for (const { method, path } of adminPaths()) {
    const stranger = site.visitor();
    const answer = method === 'GET' ? await stranger.get(path) : await stranger.post(path);
    expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} ${method === 'GET' ? 303 : 401}`);
  }
});

test('an administrator gives the password first, also one whom a face signed in, and again after five minutes', async () => {
  const admin = site.visitor();
  const userId = await adminAt(admin);
  expect((await admin.get('/admin')).status).toBe(200);
  deps.clock.forward(5 * 60_000);
  expect((await admin.get('/admin')).headers.get('Location')).toBe('/account/confirm?next=%2Fadmin');
  const byFace = site.visitor();
  const session = { userId, method: 'face' as const, userAgent: '', address: '', now: deps.clock(), proofs: [] };
  byFace.cookies.set('session', await createSession(deps.db, session));
  expect((await byFace.get('/admin')).status).toBe(303);
});

test('the role is asked of the database at each request: taken, it is gone at once', async () => {
  const admin = site.visitor();
  const userId = await adminAt(admin);
  await deps.db.update(users).set({ role: 'user' }).where(eq(users.id, userId));
  expect((await admin.get('/admin')).status).toBe(404);
});

test('only an administrator is shown the way to the pages', async () => {
  const [admin, anna] = [site.visitor(), site.visitor()];
  await adminAt(admin);
  await registerAt(anna, 'anna');
  expect(await (await admin.get('/account')).text()).toContain('href="/admin"');
  expect(await (await anna.get('/account')).text()).not.toContain('/admin"');
});

test('from the console an existing account becomes an administrator, under any spelling of its name', async () => {
  await registerAt(site.visitor(), 'anna');
  expect(await makeAdminByName(deps, 'ANNA')).toEqual({ username: 'anna' });
  expect(await userNamed('anna')).toMatchObject({ role: 'admin' });
  const made = await deps.db.select().from(auditEvents).where(eq(auditEvents.kind, 'admin-made'));
  expect(made).toMatchObject([{ actorId: null, detail: { by: 'console' } }]);
  expect(makeAdminByName(deps, 'nobody')).rejects.toThrow('Nobody here is called "nobody"');
  expect(makeAdminByName(deps, 'a\u0000b')).rejects.toThrow('Nobody here is called');
});
