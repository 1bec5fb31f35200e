/** The application of this process behind a port, for browsers and programs. Its clock is the system's. */
import type { Deps } from '../../../src/deps.ts';
import { loadAssets } from '../../../src/http/assets.ts';
import { createApp } from '../../../src/server/app.ts';
import { truncateAll } from '../data/db.ts';
import { projectRoot } from '../root.ts';
import { keepAssets } from '../server/kept-assets.ts';
import { freePort } from '../server/server.ts';
import { testConfig, testDeps } from './deps.ts';

export type Listening = { url: string; deps: Deps; stop(): Promise<void> };

type ListenOptions = { env?: Record<string, string>; idleTimeout?: number; keep?: boolean };

/**
 * Starts an empty site. `env`: further settings. `idleTimeout`: seconds, 30 at the real server. `keep`: whether browsers
 * keep the assets (`keepAssets`).
 */
export async function listen({ env = {}, idleTimeout = 30, keep = false }: ListenOptions = {}): Promise<Listening> {
  await truncateAll();
  const port = await freePort();
  const clock = Object.assign(() => new Date(), { forward: () => {} });
  const deps = await testDeps({ config: testConfig({ PORT: String(port), ...env }), clock });
  const app = createApp(deps, loadAssets(projectRoot));
  const server = Bun.serve({
    ...{ port, hostname: deps.config.host, idleTimeout },
    fetch: (request, bun) => {
      const answer = app.fetch(request, { remoteAddress: bun.requestIP(request)?.address ?? '' });
      return keep ? keepAssets(request, answer) : answer;
    },
  });
  return { url: `http://localhost:${port}`, deps, stop: () => server.stop(true) };
}
