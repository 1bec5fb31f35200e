/**
 * The running server takes commands of the command line on a unix socket. The socket lies in the data folder and only
 * its owner may open it. A second process cannot open the embedded database, so a command asks the server that has it.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { placeOf } from './socket-place.ts';

/** How long a command line may read nothing, as one that was stopped with Ctrl-Z. */
const STALLED_MS = 30_000;

/** Takes a piece of text that ends with a line. Resolves when there is room for the next one. */
export type Take = (piece: string) => Promise<void>;
/** The commands by name. Input and answer are JSON. A command may give lines of text before its answer. */
export type ControlCommands = Record<string, (input: unknown, give: Take) => Promise<unknown>>;

async function inputOf(incoming: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

/** Waits until the command line has read on. One that has stopped reading must not hold a transaction open. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      clearTimeout(timer);
      outgoing.off('drain', onDrain).off('close', onClose);
      if (error) reject(error);
      else resolve();
    };
    const onDrain = () => settle();
    const onClose = () => settle(new Error('The command line has gone.'));
    const timer = setTimeout(settle, STALLED_MS, new Error('The command line read nothing for too long.'));
    outgoing.on('drain', onDrain).on('close', onClose);
  });
}

/** The last line of the body is the answer, whatever came before it. */
async function answer(commands: ControlCommands, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const command = commands[(incoming.url ?? '/').slice(1)];
  const give: Take = async (piece) => {
    if (outgoing.destroyed) throw new Error('The command line has gone.');
    if (!outgoing.write(piece)) await drained(outgoing);
  };
  try {
    const input = await inputOf(incoming);
    const body = command
      ? { result: (await command(input, give)) ?? null }
      : { error: 'This server does not know that command.' };
    outgoing.end(JSON.stringify(body));
  } catch (error) {
    outgoing.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}

/**
 * Listens for commands. Call it under the lock of the data folder: it removes the socket of a server that died.
 * @returns how to stop it.
 */
export async function listenForCommands(config: Config, commands: ControlCommands): Promise<() => Promise<void>> {
  const { path, leave } = placeOf(config);
  rmSync(path, { force: true });
  const server = createServer((incoming, outgoing) => void answer(commands, incoming, outgoing));
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        leave();
        resolve();
      });
      server.closeAllConnections();
    });
}
