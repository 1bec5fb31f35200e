/** `facelogin fuzz api`: requests by the OpenAPI document, valid, nearly valid and hostile, with keys of every kind. */
import { Agent } from 'node:http';
import { seededRandom } from '../../../src/biometrics/random.ts';
import { withServer } from '../../bench/server.ts';
import type { FuzzAnswer } from '../answers.ts';
import { ask } from '../ask.ts';
import { AT_ONCE, type FuzzOptions, type FuzzReport, MOST_FAULTS } from '../fuzz.ts';
import { makePictures } from './bodies.ts';
import { fillKeys } from './keys.store.ts';
import { type ApiRequest, type Document, drawRequest, operationsOf } from './requests.ts';
import type { Pool } from './values.ts';
import { apiFault } from './verdict.ts';

/** Ids and cursors that are kept of the answers, the latest ones. */
const KEPT = 200;
/** The ids of things, and not those that a thing refers to. */
const ID = /"id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/g;

function keep(list: string[], more: readonly string[]): void {
  list.push(...more);
  if (list.length > KEPT) list.splice(0, list.length - KEPT);
}

/** Notes what an answer names, so that later requests ask for things that are there. */
function learn(pool: Pool, { operation }: ApiRequest, { status, body }: FuzzAnswer): void {
  if (status >= 300) return;
  const about = operation.path.split('/').findLast((part) => Object.hasOwn(pool.ids, part));
  const ids = [...body.matchAll(ID)].map(([, id]) => id!);
  if (about) keep(pool.ids[about]!, ids.slice(0, 20));
  const next = /"next":"([\w-]+)"/.exec(body)?.[1];
  if (next) keep(pool.cursors, [next]);
}

type Place = { url: string; agent: Agent; pool: Pool; report: FuzzReport<ApiRequest> };

async function sendOne(number: number, request: ApiRequest, { url, agent, pool, report }: Place): Promise<void> {
  const answer = await ask(url, request, '', agent).catch((error: Error) => error);
  const what = answer instanceof Error ? `no answer: ${answer.message}` : apiFault(request, answer, url);
  const status = answer instanceof Error ? 'none' : String(answer.status);
  report.statuses[status] = (report.statuses[status] ?? 0) + 1;
  if (what && report.faults.length < MOST_FAULTS) report.faults.push({ number, what, request });
  if (!(answer instanceof Error)) learn(pool, request, answer);
}

async function sendAll({ requests, seed, log }: FuzzOptions, url: string, people: string[]) {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as Document;
  const [operations, pictures] = [operationsOf(document), await makePictures()];
  const ids = { people, groups: [], faces: [], applications: [] };
  const pool: Pool = { random: seededRandom(seed), ids, cursors: [], schemas: document.components.schemas };
  const report: FuzzReport<ApiRequest> = { requests, statuses: {}, faults: [], routes: operations.length, forms: 0 };
  const place = { url, agent: new Agent({ keepAlive: true, maxSockets: AT_ONCE }), pool, report };
  for (let sent = 0; sent < requests; sent += AT_ONCE) {
    if (sent % (AT_ONCE * 250) === 0) log(`${sent} of ${requests}`);
    const round = Array.from({ length: Math.min(AT_ONCE, requests - sent) }, () =>
      drawRequest(operations, pool, pictures),
    );
    await Promise.all(round.map((request, at) => sendOne(sent + at, request, place)));
  }
  place.agent.destroy();
  return report;
}

/** Fuzzes the API of a fresh server on loopback. @throws {Error} where it cannot be started, or has ended. */
export async function fuzzApi(options: FuzzOptions): Promise<FuzzReport<ApiRequest>> {
  const env = { FACELOGIN_TRUSTED_PROXIES: '127.0.0.1,::1', FACELOGIN_VISION_WORKERS: '1' };
  let people: string[] = [];
  return withServer(
    async (config) => {
      await options.prepare?.(config.data);
      people = await fillKeys(config);
    },
    ({ url }) => sendAll(options, url, people),
    env,
  );
}
