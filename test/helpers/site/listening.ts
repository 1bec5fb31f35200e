/** The application of this process behind a port, for browsers and programs. Its clock is the system's. */
import type { Deps } from '../../../src/deps.ts';
import { loadAssets } from '../../../src/http/assets.ts';
import { createApp } from '../../../src/server/app.ts';
import { truncateAll } from '../data/db.ts';
import { projectRoot } from '../root.ts';
import { freePort } from '../server/server.ts';
import { testConfig, testDeps } from './deps.ts';

export type Listening = { url: string; deps: Deps; stop(): Promise<void> };

/** Starts an empty site. @param env further settings. @param idleTimeout seconds, 30 at the real server. */
export async function listen(env: Record<string, string> = {}, idleTimeout = 30): Promise<Listening> {
  await truncateAll();
  const port = await freePort();
  const clock = Object.assign(() => new Date(), { forward: () => {} });
  const deps = await testDeps({ config: testConfig({ PORT: String(port), ...env }), clock });
  const app = createApp(deps, loadAssets(projectRoot));
  const server = Bun.serve({
    ...{ port, hostname: deps.config.host, idleTimeout },
    fetch: (request, bun) => app.fetch(request, { remoteAddress: bun.requestIP(request)?.address ?? '' }),
  });
  return { url: `http://localhost:${port}`, deps, stop: () => server.stop(true) };
}
