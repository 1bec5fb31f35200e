/** The command line of the product, on Bun and on Node. `npm run facelogin` adds the laboratory (`lab/cli.ts`). */
import { commands } from './cli/commands.ts';
import { runCommand } from './cli/run.ts';

await runCommand(commands);
