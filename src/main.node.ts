/** The server on Node, from the bundle of `bun build`. Only this file uses `@hono/node-server`. */
import { fileURLToPath } from 'node:url';
import { serve as serveNode } from '@hono/node-server';
import { serve } from './server/serve.ts';

const place = {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  workerUrl: new URL('./vision/workers/vision.worker.js', import.meta.url),
};

await serve(place, (config, fetch) => {
  return new Promise((resolve, reject) => {
    const server = serveNode(
      {
        hostname: config.host,
        port: config.port,
        fetch: (request, { incoming }) => fetch(request, { remoteAddress: incoming.socket.remoteAddress }),
      },
      () => {
        server.off('error', reject);
        const closed = new Promise<void>((done) => server.once('close', done));
        resolve({
          drain() {
            server.close();
            // An answered connection stays open for the next request, so `close` alone would wait for it.
            const idle = setInterval(() => 'closeIdleConnections' in server && server.closeIdleConnections(), 20);
            return closed.finally(() => clearInterval(idle));
          },
          stop() {
            if ('closeAllConnections' in server) server.closeAllConnections();
            return closed;
          },
        });
      },
    );
    server.once('error', reject);
  });
});
