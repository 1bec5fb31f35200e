/** `facelogin fuzz`: requests by the thousand, drawn by chance, to a server of its own that must answer each. */
import { Agent, request as send } from 'node:http';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/biometrics/random.ts';
import { enrollPeople } from '../bench/enroll.ts';
import { withServer } from '../bench/server.ts';
import { answerFault, type FuzzAnswer } from './answers.ts';
import { drawRequest, type FuzzRequest } from './requests.ts';
import { visit } from './site.ts';

/** Requests between two looks whether the people are still signed in. */
const ROUND = 40;
/** Requests at the same time. */
const AT_ONCE = 8;
const TIMEOUT_MS = 30_000;
/** Faults that are told; one mistake usually shows in many answers. */
const MOST_FAULTS = 40;

export type Fault = { number: number; what: string; request: FuzzRequest };
export type FuzzReport = {
  requests: number;
  /** How many answers had which status. */
  statuses: Record<string, number>;
  faults: Fault[];
  routes: number;
  forms: number;
};

/** Sends one request and reads the answer to its end. Rejects where there is none. */
function ask(
  url: string,
  { method, path, headers, body }: FuzzRequest,
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

/**
 * Fuzzes a fresh server on loopback with an embedded database in a temporary folder.
 * @param input.log is told of the progress.
 * @throws {Error} where the server cannot be started, or has ended.
 */
export async function fuzz(input: {
  requests: number;
  seed: number;
  log: (line: string) => void;
}): Promise<FuzzReport> {
  const { requests, seed, log } = input;
  const random = seededRandom(seed);
  // Guesses are slowed by address: each request comes from another one, or all would be refused after a while.
  const env = { FACELOGIN_TRUSTED_PROXIES: '127.0.0.1,::1', FACELOGIN_LIVENESS: 'challenge' };
  return withServer(
    (config) => enrollPeople(config, 0),
    async ({ url, settings }) => {
      const { ground, people } = await visit(url, settings);
      const report: FuzzReport = {
        requests,
        statuses: {},
        faults: [],
        routes: ground.routes.length,
        forms: ground.forms.length,
      };
      const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
      const one = async (number: number, request: FuzzRequest) => {
        const cookie = random() < 0.03 ? 'session=%00; device=x; attempt=..' : people.cookie(request.who);
        const answer = await ask(url, request, cookie, agent).catch((error: Error) => error);
        const what = answer instanceof Error ? `no answer: ${answer.message}` : answerFault(request, answer, url);
        const status = answer instanceof Error ? 'none' : String(answer.status);
        report.statuses[status] = (report.statuses[status] ?? 0) + 1;
        if (what && report.faults.length < MOST_FAULTS) report.faults.push({ number, what, request });
      };
      for (let sent = 0; sent < requests; sent += ROUND) {
        if (sent % (ROUND * 50) === 0) log(`${sent} of ${requests}`);
        await people.renew();
        const round = Array.from({ length: Math.min(ROUND, requests - sent) }, () => drawRequest(random, ground));
        for (let at = 0; at < round.length; at += AT_ONCE) {
          await Promise.all(round.slice(at, at + AT_ONCE).map((request, i) => one(sent + at + i, request)));
        }
      }
      await people.renew();
      agent.destroy();
      return report;
    },
    env,
  );
}

/** A fault as somebody would send it again. */
export function faultLine({ number, what, request }: Fault): string {
  const { who, method, path, headers, body } = request;
  const shown = body ? ` ${JSON.stringify(body.subarray(0, 300).toString('latin1'))}` : '';
  return `#${number} ${what}: ${who} ${method} ${path.slice(0, 300)} ${JSON.stringify(headers)}${shown}`;
}

/** @returns 0 where every answer was as it should be, else 1. */
export async function fuzzCommand(args: string[]): Promise<number> {
  const options = { requests: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } } as const;
  const { values } = parseArgs({ args, options });
  const [requests, seed] = [Number(values.requests), Number(values.seed)];
  if (!Number.isSafeInteger(requests) || requests < 1) throw new Error('--requests is a number of at least 1');
  if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number');
  const log = (line: string) => void process.stdout.write(`${line}\n`);
  const report = await fuzz({ requests, seed, log });
  const statuses = Object.entries(report.statuses).map(([status, count]) => `${status}: ${count}`);
  log(
    `${requests} requests (seed ${seed}) to ${report.routes} routes with ${report.forms} forms. ${statuses.join(', ')}`,
  );
  for (const fault of report.faults) log(faultLine(fault));
  log(report.faults.length === 0 ? 'Every answer was as it should be.' : `${report.faults.length} answers were not.`);
  return report.faults.length === 0 ? 0 : 1;
}
