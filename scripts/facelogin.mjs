/** `npm run facelogin -- <command>`: the command line, after a silent look whether all is installed. */
import { run } from './lib/place.mjs';
import { ready } from './lib/ready.mjs';

const bun = await ready();
process.exit(await run(bun, ['lab/cli.ts', ...process.argv.slice(2)]));
