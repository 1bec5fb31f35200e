/**
 * The journey of a newcomer (test/helpers/browser/journey.ts) in the browser as people have it, on Bun with the embedded
 * database and as many vision workers as the server takes by itself. Then another person does not get in.
 */
import { expect, setDefaultTimeout, test } from 'bun:test';
import { findWholeChromium } from '../helpers/browser/chromium.ts';
import { describeJourney, RECORDED } from '../helpers/browser/journey.ts';
import { describeStranger } from '../helpers/browser/stranger.ts';
import { type Server, startServer } from '../helpers/server/server.ts';

/** A browser and a server take their time on a busy machine. */
setDefaultTimeout(300_000);

let server: Server;
const way = {
  name: 'Bun with PGlite',
  chromium: findWholeChromium(),
  async start() {
    server = await startServer({ env: { ...RECORDED, FACELOGIN_VISION_WORKERS: 'auto' } });
    return { url: `http://localhost:${server.port}`, stop: async () => void (await server.stop()) };
  },
};

describeJourney(way, (on) => {
  test('the server says that it does not check whether a face is alive', () => {
    expect(server.output()).toContain('There is no liveness check');
  });

  describeStranger(on);
});
