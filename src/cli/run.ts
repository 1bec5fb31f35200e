/** Finds a command by its name, runs it, and prints an error in one line. */
import { REFUSED_EXIT } from '../exit.ts';
import { consoleLog as log } from '../log.ts';
import type { Command } from './commands.ts';

type Commands = Record<string, Command>;

function usage(commands: Commands): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { doc }]) => `  ${name.padEnd(width)}  ${doc}`);
  return `Usage: npm run facelogin -- <command>\n\n${lines.join('\n')}\n`;
}

async function exitCode(commands: Commands, [name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(usage(commands));
    return name === undefined ? REFUSED_EXIT : 0;
  }
  const command = commands[name];
  if (!command) {
    process.stderr.write(`There is no command ${JSON.stringify(name)}.\n\n${usage(commands)}`);
    return REFUSED_EXIT;
  }
  try {
    return await command.run(args);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    return REFUSED_EXIT;
  }
}

/** Runs the command in the process's arguments, and ends the process. Only `serve` goes on. */
export async function runCommand(commands: Commands): Promise<void> {
  const code = await exitCode(commands, process.argv.slice(2));
  if (code >= 0) process.exit(code);
}
