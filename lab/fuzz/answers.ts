/** What is wrong with an answer, if anything. The server has to answer every request in its own way. */
import type { FuzzRequest } from './requests.ts';

export type FuzzAnswer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** Words of the machinery. No page and no error may have them. */
const INSIDES =
  /\bat [^\n]*\.[tj]sx?:\d+|node_modules\/|\b(?:PostgresError|DrizzleQueryError|PGliteError|TypeError|ReferenceError)\b/;
/** Types of answers that are neither pages nor JSON. */
const FILES =
  /^(?:text\/(?:css|javascript|csv|plain)|image\/(?:svg\+xml|webp|png)|application\/(?:octet-stream|jwk-set\+json|manifest\+json))\b/;
/** The provider's answers to programs: OAuth has its own form of errors (RFC 6749 5.2). */
const PROVIDER = /^\/oidc\//;
/** Addresses that CompreFace's clients ask. Their errors have a number. */
const COMPREFACE = /^\/compreface\//;

type OurJson = {
  error?: string | { code?: unknown; requestId?: unknown };
  status?: unknown;
  code?: unknown;
  message?: unknown;
};

/** RFC 9457. */
function isProblem({ status, body }: FuzzAnswer): boolean {
  try {
    const value = JSON.parse(body) as { status?: unknown; title?: unknown };
    return value.status === status && typeof value.title === 'string';
  } catch {
    return false;
  }
}

function isOurJson({ path }: FuzzRequest<string>, { status, body }: FuzzAnswer): boolean {
  try {
    const value = JSON.parse(body) as OurJson;
    if (status < 400) return true;
    if (PROVIDER.test(path) && typeof value.error === 'string') return true;
    if (COMPREFACE.test(path)) return typeof value.code === 'number' && typeof value.message === 'string';
    return (
      typeof value.status === 'string' ||
      (typeof value.error === 'object' && 'code' in value.error && 'requestId' in value.error)
    );
  } catch {
    return false;
  }
}

function htmlFault(request: FuzzRequest<string>, { status, body }: FuzzAnswer): string | undefined {
  if (/^<!doctype html><html/.test(body)) return undefined;
  // The library has a page of its own, whose script sends a form on.
  if (PROVIDER.test(request.path) && status < 400 && body.startsWith('<!DOCTYPE html>\n<html>')) return undefined;
  const piece =
    request.headers['HX-Request'] === 'true' ||
    /^\/(?:login\/face\/frame|enroll\/clip|phone\/(?:frame|clip))/.test(request.path);
  if (!piece && status >= 400) return 'an error that is no page';
  return /<html|<body/.test(body) ? 'half a page' : undefined;
}

function redirectFault(origin: string, location: unknown): string | undefined {
  if (typeof location !== 'string') return 'a redirect to nowhere';
  return new URL(location, origin).origin === origin ? undefined : `a redirect to ${location}`;
}

/** Checks an answer. @returns the fault in one line; undefined where there is none. */
export function answerFault(request: FuzzRequest<string>, answer: FuzzAnswer, origin: string): string | undefined {
  const { status, headers, body } = answer;
  if (status >= 500 && status !== 503) return `status ${status}`;
  if (!headers['x-request-id']) return 'no request id';
  if (!String(headers['content-security-policy']).startsWith("default-src 'none'")) return 'no content security policy';
  if (headers['x-content-type-options'] !== 'nosniff') return 'no nosniff';
  if (status === 503 && !headers['retry-after'] && !/^\/(?:health|readyz)/.test(request.path))
    return '503 without Retry-After';
  if (status >= 300 && status < 400 && status !== 304) return redirectFault(origin, headers.location);
  if (request.method === 'HEAD' || status === 204 || status === 304)
    return body === '' ? undefined : 'a body where none belongs';
  const type = String(headers['content-type'] ?? '');
  const preflight = request.method === 'OPTIONS' && PROVIDER.test(request.path);
  if (FILES.test(type)) return status < 400 || preflight ? undefined : `an error of type ${type}`;
  if (INSIDES.test(body)) return `words of the machinery: ${INSIDES.exec(body)?.[0]}`;
  if (type.startsWith('application/problem+json')) return isProblem(answer) ? undefined : 'a problem without a title';
  if (type.startsWith('application/json')) return isOurJson(request, answer) ? undefined : 'JSON that is none of ours';
  return type.startsWith('text/html') ? htmlFault(request, answer) : `type ${JSON.stringify(type)}`;
}
