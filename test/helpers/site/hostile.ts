/** Every address of the application, and the visitor who may do the most with it. */

import { eq } from 'drizzle-orm';
import type { Hono } from 'hono';
import type { Observation } from '../../../src/biometrics/observation.ts';
import { users } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import type { Env } from '../../../src/http/env.ts';
import { type Needs, needsOfRoutes } from '../../../src/http/needs.ts';
import { normalizeFrame } from '../../../src/vision/pipeline/normalize.ts';
import { truncateAll } from '../data/db.ts';
import { idleStatus, testConfig, testDeps } from './deps.ts';
import { confirmAt, openSite, registerAt, type Visitor } from './site.ts';

export type Route = { method: string; path: string };
/** A route with the needs that it declares. */
export type DeclaredRoute = Route & { needs: Needs };

const SOME_UUID = '00000000-0000-4000-8000-00000000000a';

/** An address that matches the pattern of a route: `:name` becomes a word, an id becomes an id of nobody. */
function example(pattern: string): string {
  return pattern.replace(/:(\w+)(\{(?:[^{}]|\{[^}]*\})*\})?/g, (_, name: string, braces?: string) => {
    if (/id$/i.test(name) || braces?.includes('0-9a-f')) return SOME_UUID;
    return name === 'path' ? 'app.css' : 'x';
  });
}

/** Whether a handler of many addresses, which declares their common needs, stands before this one. */
function covers({ method, path: pattern }: Route, path: string): boolean {
  return method === 'ALL' && pattern.length > 2 && pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1));
}

/** Every route once, with an address that it takes. A handler of all methods is no route. */
export function routesOf(app: Hono<Env>): DeclaredRoute[] {
  const handlers = app.routes.filter(({ method }) => method !== 'ALL');
  const addressOf = ({ method, path }: Route) => `${method} ${example(path)}`;
  return [...new Set(handlers.map(addressOf))].map((address) => {
    const [method, path] = address.split(' ') as [string, string];
    const own = app.routes.filter((one) => (one.method === 'ALL' ? covers(one, path) : addressOf(one) === address));
    return { method, path, needs: needsOfRoutes(own) };
  });
}

export const isUnsafe = ({ method }: Route) => method !== 'GET' && method !== 'HEAD';

/** An engine that really decodes an image, since that is where a file can do harm, and then sees nobody. */
export function decodingVision(): Deps['vision'] {
  const observe = async (image: Uint8Array): Promise<Observation> => {
    const { width, height } = await normalizeFrame(image);
    return { frame: { width, height }, faces: 0, problem: 'no-face', candidates: [] };
  };
  return {
    observe,
    sample: async (image: Uint8Array) => ({ observation: await observe(image), templates: [] }),
    putUser: async () => {},
    status: () => idleStatus,
  } as unknown as Deps['vision'];
}

export type HostileSite = Awaited<ReturnType<typeof hostileSite>>;

/** An empty site with an administrator who has just given the password. What it refuses them it refuses everybody. */
export async function hostileSite(env: Record<string, string> = {}) {
  await truncateAll();
  // A test registers somebody for each form, and all come from one address.
  const deps = await testDeps({
    config: testConfig({ FACELOGIN_REGISTRATIONS_PER_ADDRESS: '100000', ...env }),
    vision: decodingVision(),
  });
  const { app, visitor } = openSite(deps);
  const admin: Visitor = visitor();
  await registerAt(admin, 'root');
  await deps.db.update(users).set({ role: 'admin' }).where(eq(users.username, 'root'));
  await confirmAt(admin);
  const all = routesOf(app);
  const routes = all.filter(({ needs }) => needs.csrf === 'browser');
  /** What programs ask with a secret of their own (`test/hostile/machines.test.ts`). */
  const machines = all.filter(({ needs }) => needs.csrf === 'machine');
  return { app, deps, visitor, admin, routes, machines, origin: deps.config.publicUrl };
}

export function cookieHeader(visitor: Visitor): string {
  return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
