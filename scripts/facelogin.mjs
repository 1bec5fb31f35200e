/** `npm run facelogin -- <command>`: installs what is missing, then runs the command line. */
import { run } from './lib/place.mjs';
import { ready } from './lib/ready.mjs';

const bun = await ready();
// npm and `run` change the folder. A path on the command line is meant from where it was typed.
const caller = (process.env.npm_lifecycle_event === 'facelogin' && process.env.INIT_CWD) || process.cwd();
const env = { ...process.env, FACELOGIN_CALLER: caller };
process.exit(await run(bun, ['lab/cli.ts', ...process.argv.slice(2)], { env }));
