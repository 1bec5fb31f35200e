/** For tests: runs a command inside the test's process. A process of its own takes a third of a second to load its code. */
import { commands } from '../src/cli/commands.ts';
import { laboratory } from './commands.ts';

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

/** Keeps what is written to a stream. @returns what puts the stream back, and gives the text. */
function taken(stream: Stream): () => string {
  const { write, isTTY } = stream;
  let text = '';
  // On a terminal a command draws bars.
  stream.isTTY = false;
  stream.write = (piece: string | Uint8Array) => {
    text += typeof piece === 'string' ? piece : Buffer.from(piece).toString();
    return true;
  };
  return () => {
    Object.assign(stream, { write, isTTY });
    return text;
  };
}

/**
 * Runs a command as `runSpawned` does, and answers alike. Two at a time would share their output.
 * @param args of the command line, the command first. @param env further settings.
 */
export async function runHere([name = '', ...args]: readonly string[], env: Record<string, string> = {}) {
  const before = Object.keys(env).map((key) => [key, process.env[key]] as const);
  const [told, warned] = [taken(process.stdout), taken(process.stderr)];
  let [exitCode, failure] = [1, ''];
  Object.assign(process.env, env);
  try {
    exitCode = await { ...commands, ...laboratory }[name]!.run(args);
  } catch (error) {
    // As `src/cli/run.ts` prints it.
    failure = `error: ${(error as Error).message}\n`;
  } finally {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
  const out = told();
  return { exitCode, told: out, lines: (warned() + failure).trimEnd().split('\n') };
}
