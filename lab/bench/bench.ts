/** `facelogin bench <part>`: how fast this machine does what the server does (docs/performance.md). */
import { benchAdmin } from './admin/admin.ts';
import { benchApi } from './api/api.ts';
import { benchFrame } from './frame/frame.ts';
import { benchFrameRun } from './frame/run.ts';
import { benchGateway } from './gateway/gateway.ts';
import { benchHttp } from './http/http.ts';
import { benchImport } from './import/import.ts';
import { benchKiosk } from './kiosk/kiosk.ts';
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
  gateway: benchGateway,
  api: benchApi,
  kiosk: benchKiosk,
  import: benchImport,
};
/** What some parts run in a process of their own. */
const RUNS: Record<string, Part> = { 'frame-run': benchFrameRun, 'search-run': benchSearchRun };

/** `frame|search|http|soak|start|admin|gateway|kiosk|import|api [options]`. @throws {Error} in one line for any other part. */
export async function benchCommand([name = '', ...args]: string[]): Promise<number> {
  const part = PARTS[name] ?? RUNS[name];
  if (!part) throw new Error(`Say what to time: bench ${Object.keys(PARTS).join('|')}.`);
  return part(args);
}
