/** The command line, `npm run facelogin -- <command>`. Runs on Bun and on Node. */
import { commands } from './cli/commands.ts';
import { REFUSED_EXIT } from './exit.ts';
import { consoleLog as log } from './log.ts';

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { doc }]) => `  ${name.padEnd(width)}  ${doc}`);
  return `Usage: npm run facelogin -- <command>\n\n${lines.join('\n')}\n`;
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(usage());
    return name === undefined ? REFUSED_EXIT : 0;
  }
  const command = commands[name];
  if (!command) {
    process.stderr.write(`There is no command ${JSON.stringify(name)}.\n\n${usage()}`);
    return REFUSED_EXIT;
  }
  try {
    return await command.run(args);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    return REFUSED_EXIT;
  }
}

const code = await main(process.argv.slice(2));
// `serve` goes on after its command has returned; everything else is done here.
if (code >= 0) process.exit(code);
