/** The journey of a newcomer (test/helpers/browser/journey.ts) on Node with a PostgreSQL server. */
import { setDefaultTimeout } from 'bun:test';
import { describeJourney, JOURNEY } from '../helpers/browser/journey.ts';
import { freshDatabase, postgresServer } from '../helpers/data/postgres.ts';
import { startServer } from '../helpers/server/server.ts';

/** A browser, a server and a refusal that lasts 30 seconds take their time on a busy machine. */
setDefaultTimeout(300_000);

const postgres = postgresServer();

describeJourney({
  name: 'Node with PostgreSQL',
  missing: !postgres && 'there is no PostgreSQL (npm test starts one where it is installed; or set TEST_DATABASE_URL)',
  start: async () => {
    const database = await freshDatabase(postgres!);
    const server = await startServer({ node: true, env: { ...JOURNEY, DATABASE_URL: database.url } });
    const stop = async () => {
      await server.stop();
      await database.drop();
    };
    return { url: `http://localhost:${server.port}`, stop };
  },
});
