/** `npm run setup`: installs what is missing. */
import { SetupError, setup } from './lib/install.mjs';
import { fail, output, say } from './lib/place.mjs';

try {
  const bun = await setup();
  say(`Ready: Bun ${output(bun, ['--version'])} (${bun}). To serve: npm start`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  fail(`Set-up stopped: ${error.message}`);
}
