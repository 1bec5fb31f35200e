/** LBPH by OpenCV itself: the journey of a newcomer on Node with the addon, and the refusal on Bun, which has none. */
import { expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { findModels } from '../../src/vision/models/models.ts';
import { opencvIsBuilt } from '../../src/vision/recognizers/lbph/addon.ts';
import { findChromium } from '../helpers/browser/chromium.ts';
import { describeJourney, RECORDED } from '../helpers/browser/journey.ts';
import { describeStranger } from '../helpers/browser/stranger.ts';
import { startServer } from '../helpers/server/server.ts';

/** A browser, a server and a refusal that lasts 30 seconds take their time on a busy machine. */
setDefaultTimeout(180_000);

const env = {
  ...RECORDED,
  FACELOGIN_RECOGNIZER: 'lbph',
  FACELOGIN_LBPH_BACKEND: 'opencv',
  FACELOGIN_TARGET_FMR: '0.01',
  FACELOGIN_IDENTIFICATION: 'always',
};

/** The files that the server of this supervisor has mapped into its memory, its native libraries among them. */
function librariesOf(supervisor: number): string {
  const [server] = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8').split(' ');
  return readFileSync(`/proc/${server}/maps`, 'utf8');
}

const way = {
  name: 'Node with OpenCV',
  chromium: findChromium(),
  missing: !opencvIsBuilt(findModels()) && 'the OpenCV addon is not built: npm run opencv:build',
  async start() {
    const server = await startServer({ node: true, env });
    const stop = async () => {
      const libraries = librariesOf(server.pid);
      expect(await server.stop()).toBe(0);
      expect(libraries).toContain('libopencv_face');
    };
    return { url: `http://localhost:${server.port}`, stop };
  },
};
describeJourney(way, describeStranger);

test('on Bun, which cannot load OpenCV, a server that is asked for it does not start, and says why in one line', async () => {
  const refusal = await startServer({ env }).catch((error: Error) => error.message);
  expect(refusal).toStartWith('the server ended with 1 before it served:\n');
  const [, ...told] = String(refusal).trim().split('\n');
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('Cannot use FACELOGIN_LBPH_BACKEND=opencv. Bun cannot load the OpenCV addon.');
  expect(told[0]).toContain('npm run start:node');
});
