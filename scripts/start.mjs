/** `npm start`: installs what is missing, serves, and starts the server again after a crash. `--node`: on Node. */
import { fail } from './lib/place.mjs';
import { bundleForNode, ready } from './lib/ready.mjs';
import { supervise } from './lib/supervisor.mjs';

async function command(bun) {
  if (!process.argv.includes('--node')) return [bun, ['src/main.ts']];
  if (process.versions.bun !== undefined) fail('start:node needs Node 20 or newer: run it with npm.');
  if ((await bundleForNode(bun)) !== 0) fail('The bundle for Node could not be built. The message is above.');
  return [process.execPath, ['dist/src/main.node.js']];
}

const [program, args] = await command(await ready());
process.exitCode = await supervise(program, args, (line) => process.stderr.write(`${line}\n`));
// The signal handlers would keep Bun alive.
process.exit();
