/** Between web requests and the library, which speaks the requests and responses of Node. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toFetchResponse, toReqRes } from 'fetch-to-node';
import type { Context } from 'hono';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import type { Env } from '../../http/env.ts';

/** Where the provider is mounted. Its issuer is the public address with this path. */
export const MOUNT = '/oidc';

/** The page of an interaction. The sign-in page reads the application's name from it. */
export function interactionHref(uid: string, slug: string): string {
  return `${MOUNT}/interaction/${uid}?${new URLSearchParams({ app: slug })}`;
}

export type NodePair = { req: IncomingMessage; res: ServerResponse };

export type Asker = Context<Env>;

const askers = new WeakMap<object, Asker>();

/** The request of ours behind one of the library's. */
export function askerOf(req: object): Asker {
  const found = askers.get(req);
  if (!found) throw new Error('a request of the provider that came on another way');
  return found;
}

/**
 * Node's form of a request. Host and scheme are those of the public address: addresses in answers are made of them.
 * The library reads no header that a proxy or a browser could forge them with.
 */
export function nodePair(c: Asker, publicUrl: string): NodePair {
  const site = new URL(publicUrl);
  const { req, res } = toReqRes(c.req.raw) as unknown as NodePair;
  const { url = '/' } = req;
  Object.assign(req, { originalUrl: url, url: url.slice(MOUNT.length) });
  Object.defineProperty(req, 'socket', {
    value: { encrypted: site.protocol === 'https:', remoteAddress: c.var.address },
  });
  req.headers.host = site.host;
  for (const name of Object.keys(req.headers)) if (name.startsWith('x-forwarded-')) delete req.headers[name];
  // The library believes in a body only where a header announces it. A web request may have one without.
  if (c.req.raw.body && req.headers['content-length'] === undefined) req.headers['transfer-encoding'] = 'chunked';
  askers.set(req, c);
  return { req, res };
}

/** Headers that the server itself writes. */
const OF_THE_CONNECTION = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

/** The library's answer, with what the site adds to every answer. */
export async function answerOf(
  c: Asker,
  pair: NodePair,
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<Response> {
  const answered = toFetchResponse(pair.res as unknown as Parameters<typeof toFetchResponse>[0]);
  await handle(pair.req, pair.res);
  const { headers, status, body } = await answered;
  for (const [name, value] of headers) {
    if (!OF_THE_CONNECTION.has(name)) c.header(name, value, { append: name === 'set-cookie' });
  }
  return body ? c.body(body, status as ContentfulStatusCode) : c.body(null, status as StatusCode);
}
