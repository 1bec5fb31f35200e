/** The journey of a newcomer (test/helpers/browser/journey.ts) on Bun with the embedded database. */
import { setDefaultTimeout } from 'bun:test';
import { describeJourney, JOURNEY } from '../helpers/browser/journey.ts';
import { startServer } from '../helpers/server/server.ts';

/** A browser, a server and a refusal that lasts 30 seconds take their time on a busy machine. */
setDefaultTimeout(300_000);

describeJourney({
  name: 'Bun with PGlite',
  start: async () => {
    const server = await startServer({ env: JOURNEY });
    return { url: `http://localhost:${server.port}`, stop: async () => void (await server.stop()) };
  },
});
