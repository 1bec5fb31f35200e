/** The application of this process for a real browser: the test moves its clock and reads its database. */

import { loadAssets } from '../../../src/http/assets.ts';
import { createApp } from '../../../src/server/app.ts';
import { truncateAll } from '../data/db.ts';
import { projectRoot } from '../root.ts';
import { freePort } from '../server/server.ts';
import { testConfig, testDeps } from './deps.ts';

/** Listens on a free port of this machine, with an empty database. */
export async function serveSite() {
  await truncateAll();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const deps = await testDeps({ config: testConfig({ PORT: String(port), FACELOGIN_PUBLIC_URL: url }) });
  const app = createApp(deps, loadAssets(projectRoot));
  const listen = () =>
    Bun.serve({ hostname: 'localhost', port, fetch: (request) => app.fetch(request, { remoteAddress: '127.0.0.1' }) });
  let server = listen();
  return {
    url,
    deps,
    /** The network to the server is gone, and back. */
    hangUp: () => server.stop(true),
    listenAgain: () => {
      server = listen();
    },
    stop: () => server.stop(true),
  };
}
