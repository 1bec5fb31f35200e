/** Programs that use the interfaces of a site. */
import type { Hono } from 'hono';
import { makeKey } from '../../../src/api/keys/keys.ts';
import { apiKeys, users } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import type { Env } from '../../../src/http/env.ts';
import { SCOPES, type Scope, type Surface } from '../../../src/principal.ts';

export type Ask = { method?: string; json?: unknown; form?: FormData; headers?: Record<string, string>; from?: string };
export type ProgramVisitor = (path: string, ask?: Ask) => Promise<Response>;

type KeyOptions = {
  scopes?: readonly Scope[];
  surface?: Surface;
  addresses?: string[];
  perMinute?: number;
  days?: number;
};

/** Makes a key as the administrator's page does. @returns the key. */
export async function keyFor(deps: Deps, options: KeyOptions = {}): Promise<string> {
  const { scopes = SCOPES, surface = 'api', addresses = [], perMinute = 100_000, days = 0 } = options;
  const number = (await deps.db.$count(apiKeys)) + 1;
  const username = `maker-${crypto.randomUUID()}`;
  const [maker] = await deps.db
    .insert(users)
    .values({ username, usernameKey: username, passwordHash: '', displayName: 'Maker' })
    .returning();
  const form = { name: `program ${number}`, surface, scopes: [...scopes], days, addresses, per_minute: perMinute };
  return (await makeKey(deps, { form, actorId: maker!.id }))!;
}

/** A program that sends a key with each request. */
export function programAt(app: Hono<Env>, deps: Deps, key: string, header: 'bearer' | 'x-api-key' = 'bearer') {
  const own: Record<string, string> = header === 'bearer' ? { Authorization: `Bearer ${key}` } : { 'x-api-key': key };
  const visit: ProgramVisitor = async (path, { method, json, form, headers = {}, from = '192.0.2.9' } = {}) => {
    const type: Record<string, string> = json === undefined ? {} : { 'Content-Type': 'application/json' };
    const body = json === undefined ? form : JSON.stringify(json);
    return app.request(
      deps.config.publicUrl + path,
      {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...own, ...type, 'X-Forwarded-For': from, ...headers },
        ...(body !== undefined && { body }),
      },
      { remoteAddress: '127.0.0.1' },
    );
  };
  return visit;
}
