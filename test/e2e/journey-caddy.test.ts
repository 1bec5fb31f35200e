/** The journey of a newcomer (test/helpers/browser/journey.ts) by https, with Caddy before the server. */
import { setDefaultTimeout } from 'bun:test';
import { describeJourney, JOURNEY } from '../helpers/browser/journey.ts';
import { findCaddy, startCaddy } from '../helpers/server/caddy.ts';
import { freePort, startServer } from '../helpers/server/server.ts';

/** A browser, a server and a refusal that lasts 30 seconds take their time on a busy machine. */
setDefaultTimeout(300_000);

const caddy = findCaddy();

describeJourney({
  name: 'Caddy with HTTPS',
  missing: !caddy && 'caddy is not installed (Debian: apt-get install caddy)',
  start: async () => {
    const port = await freePort();
    const server = await startServer({ env: { ...JOURNEY, FACELOGIN_PUBLIC_URL: `https://localhost:${port}` } });
    const front = await startCaddy(caddy!, port, server.port).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    const stop = async () => {
      await front.stop();
      await server.stop();
    };
    return { url: front.url, stop };
  },
});
