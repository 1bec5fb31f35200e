/** The server on Bun. The only file that uses Bun's own API. */
import { fileURLToPath } from 'node:url';
import { serve } from './server/serve.ts';

const place = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  // The load run and the fault tests put one in its place that fails when it is told to.
  workerUrl: new URL(process.env.FACELOGIN_TEST_WORKER ?? './vision/workers/vision.worker.ts', import.meta.url),
};

await serve(place, async (config, fetch) => {
  const server = Bun.serve({
    hostname: config.host,
    port: config.port,
    // A clip is at most 16 MB; the app answers over that itself and needs to see the first bytes of it.
    maxRequestBodySize: 32 * 1_048_576,
    // Longer than the application takes at most to answer (`http/middleware/deadline.ts`): Bun would hang up on a
    // request that waits its turn.
    idleTimeout: 30,
    fetch: (request, bun) => fetch(request, { remoteAddress: bun.requestIP(request)?.address }),
  });
  return { drain: () => server.stop(), stop: () => server.stop(true) };
});
