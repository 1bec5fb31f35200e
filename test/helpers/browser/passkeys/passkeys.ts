/**
 * Passkeys in a real browser with a virtual authenticator, where everybody has to have one. Both runtimes have the same
 * tests.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Clips, findClips } from '../../camera/clips.ts';
import { describeIf } from '../../need.ts';
import { findChromium } from '../chromium.ts';
import { describeLosing } from './losing.ts';
import { openStage, type Stage } from './stage.ts';
import { describeUsing } from './using.ts';

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

/** Declares the tests of one runtime. They share one browser and one server. */
export function describePasskeys(runtime: 'Bun' | 'Node'): void {
  describeIf(!missing, `passkeys on ${runtime}`, missing, () => {
    const on = {} as Stage;
    beforeAll(() => openStage(on, runtime === 'Node', chromium!, clips));
    afterAll(async () => {
      await on.camera?.close();
      await on.server?.stop();
    });
    describeUsing(on);
    describeLosing(on);
    test('no page broke the content security policy or threw', () => {
      expect(on.reported).toEqual([]);
    });
  });
}
