/** The server on Bun. Only this file uses Bun's own API. */
import { fileURLToPath } from 'node:url';
import { serve } from './server/serve.ts';

const place = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  // The load run and the fault tests set a worker that fails on request.
  workerUrl: new URL(process.env.FACELOGIN_TEST_WORKER ?? './vision/workers/vision.worker.ts', import.meta.url),
};

await serve(place, async (config, fetch) => {
  const server = Bun.serve({
    hostname: config.host,
    port: config.port,
    // A clip has at most 16 MB. The application refuses a larger body itself and must see its first bytes for that.
    maxRequestBodySize: 32 * 1_048_576,
    // Seconds, more than the application's longest deadline (`http/middleware/deadline.ts`). With less, Bun hangs up
    // on a request that waits its turn.
    idleTimeout: 30,
    fetch: (request, bun) => fetch(request, { remoteAddress: bun.requestIP(request)?.address }),
  });
  return { drain: () => server.stop(), stop: () => server.stop(true) };
});
