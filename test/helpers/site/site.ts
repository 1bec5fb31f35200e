/** The whole application in this process, and visitors that stand for browsers. */
import { hash } from '@node-rs/argon2';
import type { Hono } from 'hono';
import { insertUser } from '../../../src/accounts/new-account.store.ts';
import { usernameKey } from '../../../src/accounts/usernames.ts';
import type { Deps } from '../../../src/deps.ts';
import { happened } from '../../../src/events/events.store.ts';
import { loadAssets } from '../../../src/http/assets.ts';
import type { Env } from '../../../src/http/env.ts';
import { policyFor } from '../../../src/policy/policy.ts';
import { createApp } from '../../../src/server/app.ts';
import { admitNewcomer } from '../../../src/sessions/admit.ts';
import { rememberDevice } from '../../../src/sessions/devices.store.ts';
import { endSession } from '../../../src/sessions/sessions.store.ts';
import { projectRoot } from '../root.ts';

export type Visitor = {
  /** The cookies by name, as the server set them. */
  cookies: Map<string, string>;
  /** The site, and where the browser stands. */
  deps: Deps;
  address: string;
  userAgent: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, form?: Record<string, string> | FormData, headers?: Record<string, string>): Promise<Response>;
  /** Posts JSON, as a script of the site does. */
  json(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
};

export type VisitorOptions = { address?: string; userAgent?: string };

/** Read once for all tests of a process. */
const assets = loadAssets(projectRoot);

/** Opens the application, and makes visitors with their own cookies. A visitor does not follow redirects. */
export function openSite(deps: Deps): { app: Hono<Env>; visitor(options?: VisitorOptions): Visitor } {
  const app = createApp(deps, assets);
  const origin = deps.config.publicUrl;
  const visitor = ({ address = '192.0.2.1', userAgent = 'Browser' }: VisitorOptions = {}): Visitor => {
    const cookies = new Map<string, string>();
    const ask = async (path: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers({ 'User-Agent': userAgent, Accept: 'text/html' });
      headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      // Caddy speaks plain http to the server. This header says that the browser spoke https.
      headers.set('X-Forwarded-Proto', new URL(origin).protocol.slice(0, -1));
      headers.set('X-Forwarded-For', address);
      new Headers(init.headers).forEach((value, name) => void headers.set(name, value));
      const response = await app.request(origin + path, { ...init, headers }, { remoteAddress: '127.0.0.1' });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    };
    return {
      ...{ cookies, deps, address, userAgent },
      get: (path, headers = {}) => ask(path, { headers }),
      post: (path, form = {}, headers = {}) => {
        const body = form instanceof FormData ? form : new URLSearchParams(form);
        return ask(path, { method: 'POST', body, headers: { Origin: origin, ...headers } });
      },
      json: (path, body = {}, headers = {}) => {
        const json = { Accept: 'application/json', 'Content-Type': 'application/json' };
        return ask(path, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { Origin: origin, ...json, ...headers },
        });
      },
    };
  };
  return { app, visitor };
}

export const PASSWORD = 'seven small stones';

/** Of {@link PASSWORD}, with the least work: most tests need somebody, and nothing of how a password is stretched. */
let cheapHash: Promise<string> | undefined;

/** What an account needs of the browser that makes it. */
export type Newcomer = Pick<Visitor, 'deps' | 'cookies' | 'address' | 'userAgent'>;

/**
 * Makes an account, as `POST /register` does, whose hash costs nothing to make and to check. The visitor is then signed
 * in. The tests of registration and of passwords ask the real address (`src/accounts/accounts.test.ts`).
 */
export async function registerAt(visitor: Newcomer, username: string): Promise<void> {
  const { deps, cookies, address, userAgent } = visitor;
  const { db, config } = deps;
  const now = deps.clock();
  cheapHash ??= hash(PASSWORD, { algorithm: 2, memoryCost: 8, timeCost: 1, parallelism: 1 });
  const user = { username, usernameKey: usernameKey(username), passwordHash: await cheapHash, displayName: username };
  const prefix = config.publicUrl.startsWith('https:') ? '__Host-' : '';
  const before = cookies.get(`${prefix}session`);
  const client = { address, userAgent, deviceToken: cookies.get(`${prefix}device`) };
  await db.transaction(async (tx) => {
    if (before) await endSession(tx, before);
    const userId = await insertUser(tx, { ...user, createdAt: now });
    cookies.set(`${prefix}session`, await admitNewcomer(tx, policyFor(deps), { userId, client, now }));
    cookies.set(`${prefix}device`, await rememberDevice(tx, { client, userId, now }));
    await happened(tx, { at: now, userId, kind: 'registered' });
  });
}

/** Gives the password again. */
export async function confirmAt(visitor: Visitor): Promise<void> {
  const response = await visitor.post('/account/confirm', { password: PASSWORD, next: '/account' });
  if (response.status !== 303) throw new Error(`the password was answered ${response.status}`);
}
