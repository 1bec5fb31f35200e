/** `facelogin fuzz [api]`: sends requests by chance to a server of its own, pages and forms or the API. */
import { parseArgs } from 'node:util';
import { fuzzApi } from './api/fuzz.ts';
import { faultLine, fuzz } from './fuzz.ts';

/** @returns 0 where every answer was as it should be, else 1. */
export async function fuzzCommand(args: string[]): Promise<number> {
  const options = { requests: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [requests, seed] = [Number(values.requests), Number(values.seed)];
  if (!Number.isSafeInteger(requests) || requests < 1) throw new Error('--requests is a number of at least 1');
  if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number');
  const [part, ...more] = positionals;
  if ((part !== undefined && part !== 'api') || more.length > 0) throw new Error('Say fuzz or fuzz api');
  const log = (line: string) => void process.stdout.write(`${line}\n`);
  const report = await (part === 'api' ? fuzzApi : fuzz)({ requests, seed, log });
  const statuses = Object.entries(report.statuses).map(([status, count]) => `${status}: ${count}`);
  const to = part === 'api' ? `${report.routes} operations` : `${report.routes} routes with ${report.forms} forms`;
  log(`${requests} requests (seed ${seed}) to ${to}. ${statuses.join(', ')}`);
  for (const fault of report.faults) log(faultLine(fault));
  log(report.faults.length === 0 ? 'Every answer was as it should be.' : `${report.faults.length} answers were not.`);
  return report.faults.length === 0 ? 0 : 1;
}
