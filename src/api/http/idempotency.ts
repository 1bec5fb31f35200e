/**
 * Gives a repeated write the answer of the first one (draft-ietf-httpapi-idempotency-key-header). A program that got no
 * answer can send its request again and changes nothing twice.
 */
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import { leavePlace, type StoredAnswer, storeAnswer, takePlace } from './answers.store.ts';
import { programOf } from './key.ts';

/** Characters of the header: printable ASCII. */
const FORM = /^[\x21-\x7e]{1,255}$/;

/** SHA-256 of what was asked. A boundary of multipart differs from try to try, so it counts as nothing. */
async function fingerprintOf(c: Context<Env>): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  const boundary = /boundary="?([^";]+)/i.exec(c.req.header('Content-Type') ?? '')?.[1];
  const body = Buffer.from(await c.req.arrayBuffer()).toString('latin1');
  const plain = boundary ? body.replaceAll(boundary, '') : body;
  return createHash('sha256').update(`${c.req.method} ${pathname}${search}\n`).update(plain, 'latin1').digest('hex');
}

/** @throws {AppError} `idempotency-mismatch` for another request, `idempotency-running` while the first one runs. */
function answerAgain(c: Context<Env>, stored: StoredAnswer, fingerprint: string): Response {
  if (stored.fingerprint !== fingerprint) throw new AppError('idempotency-mismatch');
  if (stored.status === null) throw new AppError('idempotency-running', { retryAfter: 1 });
  c.header('Idempotent-Replayed', 'true');
  if (stored.contentType) c.header('Content-Type', stored.contentType);
  const bytes = new Uint8Array(stored.body ?? []);
  return new Response(bytes.length === 0 ? null : bytes, { status: stored.status, headers: c.res.headers });
}

/** Stands before every write. Without the header it does nothing. */
export function idempotent({ db, clock }: Pick<Deps, 'db' | 'clock'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const idempotencyKey = c.req.header('Idempotency-Key');
    if (idempotencyKey === undefined) return next();
    if (!FORM.test(idempotencyKey)) throw new AppError('bad-request');
    const place = { keyId: programOf(c).keyId, idempotencyKey };
    const fingerprint = await fingerprintOf(c);
    const stored = await takePlace(db, { ...place, fingerprint, at: clock() });
    if (stored) return answerAgain(c, stored, fingerprint);
    await next();
    const { status } = c.res;
    // An error of this server, or a wait, may be over at the next try.
    if (status >= 500 || status === 429) return leavePlace(db, place);
    const body = new Uint8Array(await c.res.clone().arrayBuffer());
    await storeAnswer(db, place, { status, contentType: c.res.headers.get('Content-Type'), body });
  };
}
