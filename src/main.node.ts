/** The server on Node, from the bundle that `bun build` makes of it. The only file that uses `@hono/node-server`. */
import { fileURLToPath } from 'node:url';
import { serve as serveNode } from '@hono/node-server';
import { serve } from './serve.ts';

const place = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  workerUrl: new URL('./vision/engine.worker.js', import.meta.url),
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
        resolve({
          stop: () =>
            new Promise<void>((stopped) => {
              server.close(() => stopped());
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        });
      },
    );
    server.once('error', reject);
  });
});
