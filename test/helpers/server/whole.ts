/** A whole server in the test process behind a port, with its vision: for browsers whose camera plays a clip. */
import { createApp } from '../../../src/server/app.ts';
import type { Listening } from '../site/listening.ts';
import { startRunning } from './running.ts';
import { freePort } from './server.ts';

/** Starts it with one vision worker and waits until that sees. @param env further settings. */
export async function listenWhole(env: Record<string, string> = {}): Promise<Listening> {
  const port = await freePort();
  const running = await startRunning({ FACELOGIN_VISION_WORKERS: '1', ...env, PORT: String(port) });
  const app = createApp(running.deps, running.assets);
  const server = Bun.serve({
    ...{ port, hostname: '127.0.0.1' },
    fetch: (request, bun) => app.fetch(request, { remoteAddress: bun.requestIP(request)?.address ?? '' }),
  });
  const stop = async () => {
    await server.stop(true);
    await running.stop();
  };
  return { url: `http://localhost:${port}`, deps: running.deps, stop };
}
