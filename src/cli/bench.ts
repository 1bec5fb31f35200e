/** `facelogin bench <part>`: how fast this machine is at what the server does (docs/performance.md). */
import { benchAdmin } from './bench-admin.ts';
import { benchFrame, benchFrameRun } from './bench-frame.ts';
import { benchHttp } from './bench-http.ts';
import { benchSearch, benchSearchRun } from './bench-search.ts';
import { benchSoak } from './bench-soak.ts';
import { benchStart } from './bench-start.ts';

type Part = (args: string[]) => Promise<number>;

const PARTS: Record<string, Part> = {
  frame: benchFrame,
  search: benchSearch,
  http: benchHttp,
  soak: benchSoak,
  start: benchStart,
  admin: benchAdmin,
};
/** What a part runs in a process of its own. */
const RUNS: Record<string, Part> = { 'frame-run': benchFrameRun, 'search-run': benchSearchRun };

/** `frame|search|http|soak|start|admin [options]`. @throws {Error} in one line where the part is none of these. */
export async function benchCommand([name = '', ...args]: string[]): Promise<number> {
  const part = PARTS[name] ?? RUNS[name];
  if (!part) throw new Error(`Say what to time: bench ${Object.keys(PARTS).join('|')}.`);
  return part(args);
}
