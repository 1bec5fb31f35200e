/** What every operation of `/api/v1` declares: the scope that it needs, its answers, its lists. */
import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { cursorOf } from '../../admin/query.ts';
import type { Cursor } from '../../db/keyset.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { CLIP_BYTES, CLIP_MS, WRAPPING_BYTES } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import type { Scope } from '../../principal.ts';
import { idempotent } from './idempotency.ts';
import { requireScope } from './key.ts';
import { type Media, takesMedia } from './media.ts';

/** The name of the keys in the description of the interface. */
export const KEY_SCHEME = 'key';

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: 'urn:facelogin:problem:not-found' }),
    title: z.string().openapi({ description: 'The code of the error. It never changes.', example: 'not-found' }),
    status: z.int(),
    detail: z.string().openapi({ description: 'The error in the language of `Accept-Language`.' }),
    instance: z.string().openapi({ description: 'The request, as the log of the server names it.' }),
    errors: z
      .array(z.object({ at: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: 'What does not fit, by its place in the request.' }),
  })
  .openapi('Problem');

const failure = { content: { 'application/problem+json': { schema: Problem } } };

/** The errors that every operation may answer. */
export const FAILURES = {
  400: { description: 'The request cannot be read.', ...failure },
  401: { description: 'There is no key, or it is unknown or expired.', ...failure },
  403: { description: 'The key lacks the scope, or does not work from this address.', ...failure },
  404: { description: 'There is no such thing.', ...failure },
  409: { description: 'It contradicts what is there.', ...failure },
  413: { description: 'The body or a picture is too large.', ...failure },
  415: { description: 'This type of body or picture is not taken.', ...failure },
  422: { description: 'Something in the request does not fit.', ...failure },
  429: { description: 'The key made too many requests.', ...failure },
  503: { description: 'The server is busy. Try again after the time in `Retry-After`.', ...failure },
} as const;

/** An answer in JSON. */
export function answer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export const NOTHING = { description: 'Done. The answer is empty.' } as const;

/** An operation that changes nothing. @param type of its body, if it has one. */
export function reads(needed: Scope | readonly Scope[], type?: Media) {
  const scopes = [needed].flat();
  const middleware: MiddlewareHandler<Env>[] = [requireScope(...scopes), ...(type ? [takesMedia(type)] : [])];
  return { security: [{ [KEY_SCHEME]: scopes }], middleware };
}

const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .max(255)
    .optional()
    .openapi({ description: 'Any new text. The same request with the same text gets the first answer for a day.' }),
});

/** An operation that changes something. @param type of its body, if it has one. */
export function writes(deps: Pick<Deps, 'db' | 'clock'>, needed: Scope | readonly Scope[], type?: Media) {
  const { security, middleware } = reads(needed, type);
  return { security, middleware: [...middleware, idempotent(deps)], headers: IdempotencyKey };
}

/** The needs of a route that takes pictures. */
export function takesPictures(): MiddlewareHandler<Env> {
  return needs({ body: CLIP_BYTES + WRAPPING_BYTES, deadline: CLIP_MS, csrf: 'machine' });
}

/** A JSON body that must be there. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}

export const Id = z.uuid().openapi({ example: '5f0e8b0e-5b1c-4a3f-9d0a-0d6f3f6f2a11' });
export const ByID = z.object({ id: Id.openapi({ param: { name: 'id', in: 'path' } }) });
export const Time = z.iso.datetime().openapi({ example: '2026-03-02T10:00:00.000Z' });

/** The query of a list. */
export const Paging = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ description: 'Rows of a page, at most.' }),
  cursor: z.string().max(300).optional().openapi({ description: '`next` of the page before.' }),
});

/** A page of a list. `next`: the cursor of the following page; absent on the last one. */
export function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ items: z.array(schema), next: z.string().optional() });
}

/** Cuts the one row that tells of a further page. @param how.nameOf names the last row of the page. */
export function pageOf<Row, Shown>(
  rows: readonly Row[],
  limit: number,
  { show, nameOf }: { show: (row: Row) => Shown; nameOf: (row: Row) => string },
): { items: Shown[]; next?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(show),
    ...(rows.length > limit && last !== undefined && { next: Buffer.from(nameOf(last)).toString('base64url') }),
  };
}

/** The text that a cursor carries. @throws {AppError} `bad-request` for one that this server did not make. */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  // PostgreSQL takes no NUL, and none of our cursors has a control character or a broken one.
  if (text === '' || [...text].some((char) => char < ' ' || char === '\ufffd')) throw new AppError('bad-request');
  return text;
}

/** The row after which a page of a list by time begins. @throws {AppError} `bad-request`. */
export function readTimeCursor(cursor: string | undefined): Cursor | undefined {
  const text = readCursor(cursor);
  const found = text === undefined ? undefined : cursorOf(() => text);
  if (text !== undefined && !found) throw new AppError('bad-request');
  return found;
}

/** Names a row of a list by time. */
export function timeCursor({ micros, id }: Cursor): string {
  return `${micros}_${id}`;
}
