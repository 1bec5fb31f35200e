/** Posts one delivery: a time limit, no redirect followed, little of the answer read, no private address. */
import { once } from 'node:events';
import { type ClientRequest, request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';
import { hostOf, isPublic, PrivateAddress, publicLookup, type Resolve } from './address.ts';

/** Milliseconds that a receiver has. */
export const ANSWER_MS = 15_000;
/** Bytes of an answer that are read. */
const ANSWER_BYTES = 1_000;

/** Why there was no answer. `stopped`: the server stops. `secret`: no key opens the webhook's secret. */
export type PostError = 'timeout' | 'private' | 'name' | 'certificate' | 'connection' | 'stopped' | 'secret';

/** `status` is absent where `error` is there. `answer`: how the answer began, or the system's word for the error. */
export type Answer = { ms: number; status?: number; answer: string; error?: PostError };

export type Post = {
  url: string;
  headers: Record<string, string>;
  body: string;
  mayBePrivate: boolean;
  /** Ends the request where the server stops. */
  stop?: AbortSignal;
  answerMs?: number;
  resolve?: Resolve;
};

function send({ url: text, headers, body, mayBePrivate, resolve }: Post, signal: AbortSignal): ClientRequest {
  const url = new URL(text);
  const host = hostOf(url);
  // An address in place of a name is looked up nowhere.
  if (!mayBePrivate && isIP(host) !== 0 && !isPublic(host)) throw new PrivateAddress(host);
  const ask = url.protocol === 'https:' ? https : http;
  const request = ask(url, {
    method: 'POST',
    // A connection of its own: nothing is shared between webhooks.
    agent: false,
    signal,
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body), 'Accept-Encoding': 'identity' },
    ...(!mayBePrivate && { lookup: publicLookup(resolve) as never }),
  });
  // Whoever waits for the answer hears of errors. One that comes later must not end the process.
  request.on('error', () => {});
  request.end(body);
  return request;
}

/** How an answer begins, without what PostgreSQL or a page cannot hold. One that stops coming is taken as it is. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= ANSWER_BYTES) break;
    }
  } catch {
    // The status is known, and it is what counts.
  }
  const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString();
  return [...text].filter((char) => char >= ' ' || char === '\n' || char === '\t').join('');
}

/** Codes of TLS from OpenSSL and BoringSSL, as `CERT_HAS_EXPIRED` and `DEPTH_ZERO_SELF_SIGNED_CERT`. */
const CERTIFICATE = /CERT|TLS|SSL|UNABLE_TO_|HOSTNAME_MISMATCH/;

function errorOf(code: string): PostError {
  if (code === 'PRIVATE') return 'private';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'name';
  return CERTIFICATE.test(code) ? 'certificate' : 'connection';
}

/** Posts it once. It never rejects. */
export async function post(what: Post): Promise<Answer> {
  const began = performance.now();
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort('timeout'), what.answerMs ?? ANSWER_MS);
  const onStop = () => ending.abort('stopped');
  if (what.stop?.aborted) onStop();
  what.stop?.addEventListener('abort', onStop);
  let request: ClientRequest | undefined;
  const took = () => Math.round(performance.now() - began);
  try {
    request = send(what, ending.signal);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const answer = await beginningOf(response);
    return { ms: took(), status: response.statusCode!, answer };
  } catch (error) {
    const code = String((error as { code?: unknown }).code ?? '');
    const reason = ending.signal.aborted ? (ending.signal.reason as 'timeout' | 'stopped') : errorOf(code);
    return { ms: took(), answer: reason === 'private' || ending.signal.aborted ? '' : code, error: reason };
  } finally {
    clearTimeout(late);
    what.stop?.removeEventListener('abort', onStop);
    request?.destroy();
  }
}
