/** `npm run facelogin -- <command>`: installs what is missing, then runs the command line. */
import { run } from './lib/place.mjs';
import { ready } from './lib/ready.mjs';

const bun = await ready();
process.exit(await run(bun, ['lab/cli.ts', ...process.argv.slice(2)]));
