/** Sends requests by `node:http`, which leaves a path as it is: fetch would normalize it. */
import { type Agent, request as send } from 'node:http';
import type { FuzzAnswer } from './answers.ts';
import type { FuzzRequest } from './requests.ts';

const TIMEOUT_MS = 30_000;

/** Sends one request and reads the answer to its end. It rejects where there is none. */
export function ask(
  url: string,
  { method, path, headers, body }: FuzzRequest<string>,
  cookie: string,
  agent: Agent,
): Promise<FuzzAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length = body ? { 'Content-Length': String(body.length) } : {};
    const all = { ...headers, ...length, ...(cookie && { Cookie: cookie }) };
    const options = { hostname, port, method, path, headers: all, agent, timeout: TIMEOUT_MS };
    const outgoing = send(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => void chunks.push(chunk)).on('error', reject);
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    outgoing.on('error', reject).on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.end(body);
  });
}
