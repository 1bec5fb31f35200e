/** The journey of a newcomer (test/helpers/browser/journey.ts) on every way to run the server. */
import { setDefaultTimeout } from 'bun:test';
import { describeJourney, RECORDED, type Way } from '../helpers/browser/journey.ts';
import { freshDatabase, postgresServer } from '../helpers/data/postgres.ts';
import { findCaddy, startCaddy } from '../helpers/server/caddy.ts';
import { freePort, startServer } from '../helpers/server/server.ts';

/** A browser, a server and a refusal that lasts 30 seconds take their time on a busy machine. */
setDefaultTimeout(180_000);

const caddy = findCaddy();
const postgres = postgresServer();

const ways: Way[] = [
  {
    name: 'Bun with PGlite',
    start: async () => {
      const server = await startServer({ env: RECORDED });
      return { url: `http://localhost:${server.port}`, stop: async () => void (await server.stop()) };
    },
  },
  {
    name: 'Node with PostgreSQL',
    missing:
      !postgres && 'there is no PostgreSQL (npm test starts one where it is installed; or set TEST_DATABASE_URL)',
    start: async () => {
      const database = await freshDatabase(postgres!);
      const server = await startServer({ node: true, env: { ...RECORDED, DATABASE_URL: database.url } });
      const stop = async () => {
        await server.stop();
        await database.drop();
      };
      return { url: `http://localhost:${server.port}`, stop };
    },
  },
  {
    name: 'Caddy with HTTPS',
    missing: !caddy && 'caddy is not installed (Debian: apt-get install caddy)',
    start: async () => {
      const port = await freePort();
      const server = await startServer({ env: { ...RECORDED, FACELOGIN_PUBLIC_URL: `https://localhost:${port}` } });
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
  },
];

for (const way of ways) describeJourney(way);
