/** Reads requests as CompreFace's clients send them. */
import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import { formData, isForm } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';
import { checkSize } from './pictures.ts';

/** Faces of a picture, and predictions for each, at most. */
const MOST = 20;

/** The query. Its own client writes `?subject=Al?det_prob_threshold=0.8`, so a further `?` separates as `&` does. */
export function queryOf(c: Context<Env>): Map<string, string> {
  const search = new URL(c.req.url).search.slice(1);
  const pairs = search
    .split(/[?&]/)
    .filter(Boolean)
    .map((pair) => [...new URLSearchParams(pair).entries()][0] ?? ['', '']);
  return new Map(pairs as [string, string][]);
}

/** A whole number of the query. @throws {AppError} `bad-request`. */
export function numberOf(query: Map<string, string>, name: string, fallback: number): number {
  const text = query.get(name) ?? '';
  if (text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new AppError('bad-request');
  return Number(text);
}

export type FaceQuery = { most: number; top: number; least: number; plugins: readonly string[]; status: boolean };

/** What all requests with a picture may ask for. 0 faces mean all of them. @throws {AppError} `bad-request`. */
export function faceQuery(c: Context<Env>): FaceQuery {
  const query = queryOf(c);
  const least = Number(query.get('det_prob_threshold') ?? 0);
  if (!(least >= 0 && least <= 1)) throw new AppError('bad-request');
  return {
    most: Math.min(MOST, numberOf(query, 'limit', 0) || MOST),
    top: Math.min(MOST, Math.max(1, numberOf(query, 'prediction_count', 1))),
    least,
    plugins: (query.get('face_plugins') ?? '').split(',').map((name) => name.trim()),
    status: query.get('status') === 'true',
  };
}

/** The body as JSON. @throws {AppError} `bad-request`. */
export async function jsonOf(c: Context<Env>): Promise<unknown> {
  return c.req.json<unknown>().catch((cause: unknown) => {
    throw cause instanceof AppError ? cause : new AppError('bad-request', { cause });
  });
}

function base64Of(value: unknown): Uint8Array {
  if (typeof value !== 'string' || value === '') throw new AppError('frame-missing');
  return new Uint8Array(Buffer.from(value.replace(/^data:[^,]*,/, ''), 'base64'));
}

/**
 * Pictures by name: parts of a form, or base64 in JSON.
 * @throws {AppError} `bad-request`, `frame-missing`, `image.empty`, `image.too-large`.
 */
export async function picturesOf<Name extends string>(
  c: Context<Env>,
  names: readonly Name[],
): Promise<Record<Name, Uint8Array>> {
  const read = isForm(c) ? await fromForm(c) : await fromJson(c);
  const entries: [Name, Uint8Array][] = [];
  for (const name of names) entries.push([name, checkSize(await read(name))]);
  return Object.fromEntries(entries) as Record<Name, Uint8Array>;
}

async function fromForm(c: Context<Env>) {
  const form = await formData(c);
  return async (name: string) => {
    const part = form.get(name);
    if (part === null) throw new AppError('frame-missing');
    return typeof part === 'string' ? base64Of(part) : new Uint8Array(await part.arrayBuffer());
  };
}

async function fromJson(c: Context<Env>) {
  const body = await jsonOf(c);
  if (typeof body !== 'object' || body === null) throw new AppError('bad-request');
  return async (name: string) => base64Of((body as Record<string, unknown>)[name]);
}

/** The name of a subject. @throws {AppError} `name-needed` for an empty one, `bad-request` for one that is none. */
export function subjectOf(value: unknown): string {
  const name = typeof value === 'string' ? value.normalize('NFC').trim() : '';
  if (name === '') throw new AppError('name-needed');
  const plain = [...name].every((char) => char >= ' ' && char !== '\u007f') && !/\p{Cs}/u.test(name);
  if (!plain || name.length > 128) throw new AppError('bad-request');
  return name;
}
