/** Sends thousands of requests, drawn by chance, to a server of its own that must answer each. */
import { Agent } from 'node:http';
import { seededRandom } from '../../src/biometrics/random.ts';
import { type BenchServer, withServer } from '../bench/server.ts';
import { answerFault } from './answers.ts';
import { ask } from './ask.ts';
import { drawRequest, type FuzzRequest, type Who } from './requests.ts';
import { visit } from './site.ts';

/** Requests from one look whether the people are still signed in to the next. */
const ROUND = 40;
/** Requests at the same time. */
export const AT_ONCE = 8;
/** Faults that are told at most: one mistake usually shows in many answers. */
export const MOST_FAULTS = 40;

export type FuzzOptions = {
  requests: number;
  seed: number;
  log: (line: string) => void;
  /** Puts an empty database into the data folder. Without it one is made, which takes seconds. */
  prepare?: (data: string) => void | Promise<void>;
};
export type Fault<Request = FuzzRequest> = { number: number; what: string; request: Request };
export type FuzzReport<Request = FuzzRequest> = {
  requests: number;
  /** How many answers had which status; `none` stands for no answer. */
  statuses: Record<string, number>;
  faults: Fault<Request>[];
  routes: number;
  forms: number;
};

type Place = { url: string; agent: Agent };

/** Sends one request and counts its answer. */
async function sendOne(
  { number, request, cookie }: { number: number; request: FuzzRequest; cookie: string },
  { url, agent }: Place,
  report: FuzzReport,
): Promise<void> {
  const answer = await ask(url, request, cookie, agent).catch((error: Error) => error);
  const what = answer instanceof Error ? `no answer: ${answer.message}` : answerFault(request, answer, url);
  const status = answer instanceof Error ? 'none' : String(answer.status);
  report.statuses[status] = (report.statuses[status] ?? 0) + 1;
  if (what && report.faults.length < MOST_FAULTS) report.faults.push({ number, what, request });
}

/** Sends all requests to a running server, round after round. */
async function sendAll(
  { requests, seed, log }: FuzzOptions,
  { url, settings }: Pick<BenchServer, 'url' | 'settings'>,
): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const { ground, people } = await visit(url, settings);
  const counts = { routes: ground.routes.length, forms: ground.forms.length };
  const report: FuzzReport = { requests, statuses: {}, faults: [], ...counts };
  const place = { url, agent: new Agent({ keepAlive: true, maxSockets: AT_ONCE }) };
  const cookieOf = (who: Who) => (random() < 0.03 ? 'session=%00; device=x; attempt=..' : people.cookie(who));
  for (let sent = 0; sent < requests; sent += ROUND) {
    if (sent % (ROUND * 50) === 0) log(`${sent} of ${requests}`);
    await people.renew();
    const round = Array.from({ length: Math.min(ROUND, requests - sent) }, () => drawRequest(random, ground));
    for (let at = 0; at < round.length; at += AT_ONCE) {
      const part = round.slice(at, at + AT_ONCE).map((request, i) => {
        return sendOne({ number: sent + at + i, request, cookie: cookieOf(request.who) }, place, report);
      });
      await Promise.all(part);
    }
  }
  await people.renew();
  place.agent.destroy();
  return report;
}

/**
 * Fuzzes a fresh server on loopback with an embedded database in a temporary folder.
 * @param options.log is told of the progress.
 * @throws {Error} where the server cannot be started, or has ended.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  // The server slows guesses by address. Each request comes from another one, or all would be refused after a while.
  const env = {
    ...{ FACELOGIN_TRUSTED_PROXIES: '127.0.0.1,::1', FACELOGIN_LIVENESS: 'challenge' },
    FACELOGIN_VISION_WORKERS: '1',
  };
  return withServer(
    async (config) => options.prepare?.(config.data),
    (server) => sendAll(options, server),
    env,
  );
}

/** A fault in one line, with all that is needed to send the request again. */
export function faultLine({ number, what, request }: Fault<FuzzRequest<string>>): string {
  const { who, method, path, headers, body } = request;
  const shown = body ? ` ${JSON.stringify(body.subarray(0, 300).toString('latin1'))}` : '';
  return `#${number} ${what}: ${who} ${method} ${path.slice(0, 300)} ${JSON.stringify(headers)}${shown}`;
}
