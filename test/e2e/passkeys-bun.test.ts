/** Passkeys (test/helpers/browser/passkeys/) on Bun. */
import { setDefaultTimeout } from 'bun:test';
import { describePasskeys } from '../helpers/browser/passkeys/passkeys.ts';

/** A browser, a server and an enrollment take their time on a busy machine. */
setDefaultTimeout(180_000);

describePasskeys('Bun');
