/** The application of this process for a real browser: the test moves its clock and reads its database. */
import type { Deps } from '../../../src/deps.ts';
import { loadAssets } from '../../../src/http/assets.ts';
import { createApp } from '../../../src/server/app.ts';
import { truncateAll } from '../data/db.ts';
import { projectRoot } from '../root.ts';
import { keepAssets } from '../server/kept-assets.ts';
import { freePort } from '../server/server.ts';
import { testConfig, testDeps } from './deps.ts';

/**
 * Listens on a free port of this machine, with an empty database. @param env further settings. @param parts its own
 * parts. @param keep whether browsers keep the assets (`keepAssets`).
 */
export async function serveSite(env: Record<string, string> = {}, parts: Partial<Deps> = {}, keep = false) {
  await truncateAll();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const config = testConfig({ ...env, PORT: String(port), FACELOGIN_PUBLIC_URL: url });
  const deps = await testDeps({ config, ...parts });
  const app = createApp(deps, loadAssets(projectRoot));
  let away = false;
  const badGateway = () =>
    new Response('<h1>Bad Gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } });
  const answer = (request: Request) => (away ? badGateway() : app.fetch(request, { remoteAddress: '127.0.0.1' }));
  const fetch = (request: Request) => (keep ? keepAssets(request, answer(request)) : answer(request));
  const listen = () => Bun.serve({ hostname: 'localhost', port, fetch });
  let server = listen();
  return {
    url,
    deps,
    /** The network to the server is gone, and back. */
    hangUp: () => server.stop(true),
    listenAgain: () => {
      server = listen();
    },
    /** Whether a proxy in front answers in place of the server. */
    setAway: (now: boolean) => {
      away = now;
    },
    stop: () => server.stop(true),
  };
}
