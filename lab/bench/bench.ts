/** `facelogin bench <part>`: how fast this machine is at what the server does (docs/performance.md). */
import { benchAdmin } from './admin/admin.ts';
import { benchFrame, benchFrameRun } from './frame/frame.ts';
import { benchHttp } from './http/http.ts';
import { benchSearch, benchSearchRun } from './search/search.ts';
import { benchSoak } from './soak/soak.ts';
import { benchStart } from './start.ts';

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
