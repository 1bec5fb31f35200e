/** The command line, `npm run facelogin -- <command>`: the product's commands and those of the laboratory. */
import { commands } from '../src/cli/commands.ts';
import { runCommand } from '../src/cli/run.ts';
import { laboratory } from './commands.ts';

await runCommand({ ...commands, ...laboratory });
