/** A command of the product inside the test process: a process of its own takes a third of a second to load its code. */
import { commands } from '../../../src/cli/commands.ts';
import type { CommandOptions, Ended } from './command.ts';

/** Runs one command with the settings of `env`. Two at a time would share them. */
export async function commandHere(
  [name = '', ...args]: string[],
  { env = {} }: Pick<CommandOptions, 'env'> = {},
): Promise<Ended> {
  const [before, write] = [{ ...process.env }, process.stdout.write];
  let out = '';
  process.stdout.write = (text: string | Uint8Array) => {
    out += typeof text === 'string' ? text : Buffer.from(text).toString();
    return true;
  };
  Object.assign(process.env, { DATABASE_URL: '' }, env);
  try {
    return { code: await commands[name]!.run(args), out, err: '' };
  } catch (error) {
    // As `cli/run.ts` prints it.
    return { code: 1, out, err: `error: ${(error as Error).message}\n` };
  } finally {
    process.stdout.write = write;
    for (const key of ['DATABASE_URL', ...Object.keys(env)]) {
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
    }
  }
}
