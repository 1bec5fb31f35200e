/**
 * Passkeys in a real browser with a virtual authenticator, where everybody has to have one. The journey on Node has the
 * ceremonies on the other runtime.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { findChromium } from '../helpers/browser/chromium.ts';
import { describeLosing } from '../helpers/browser/passkeys/losing.ts';
import { openStage, type Stage } from '../helpers/browser/passkeys/stage.ts';
import { describeUsing } from '../helpers/browser/passkeys/using.ts';
import { type Clips, findClips } from '../helpers/camera/clips.ts';
import { describeIf } from '../helpers/need.ts';

/** A browser, a server and an enrollment take their time on a busy machine. */
setDefaultTimeout(180_000);

const chromium = findChromium();
const found = chromium ? findClips() : { missing: 'chromium is not installed (Debian: apt-get install chromium)' };
const missing = 'missing' in found ? found.missing : '';
const clips = 'clips' in found ? found.clips : ({} as Clips);

describeIf(!missing, 'passkeys', missing, () => {
  const on = {} as Stage;
  beforeAll(() => openStage(on, chromium!, clips));
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
