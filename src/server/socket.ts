/**
 * The running server takes commands of the command line on a unix socket. The socket lies in the data folder and only
 * its owner may open it. A second process cannot open the embedded database, so a command asks the server that has it.
 */
import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { ownersAdvice } from '../owner/advice.ts';

/** Bytes of a path. `sun_path` holds 108 on Linux (unix(7)) and 104 elsewhere, end mark included. */
const PATH_LIMIT = 100;
/** How long a command line may read nothing, as one that was stopped with Ctrl-Z. */
const STALLED_MS = 30_000;

/** The path of a data folder's socket. If it is too long, its hash names a socket in the temporary folder. */
export function socketPath(config: Pick<Config, 'data'>): string {
  const path = join(config.data, 'control.sock');
  if (Buffer.byteLength(path) <= PATH_LIMIT) return path;
  return join(tmpdir(), `facelogin-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`);
}

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
  const path = socketPath(config);
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
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

/** Reads a body: hands on its lines, and returns what is behind the last of them. */
async function lastOf(response: IncomingMessage, take: Take): Promise<string> {
  let rest = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    rest += part as string;
    const end = rest.lastIndexOf('\n') + 1;
    if (end > 0) await take(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest;
}

async function resultOf<T>(response: IncomingMessage, take: Take): Promise<T> {
  const text = await lastOf(response, take).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ECONNRESET') throw new Error('The server ended before it had answered.', { cause });
    throw cause;
  });
  const body = JSON.parse(text || '{"error":"The server ended before it had answered."}') as {
    result?: T;
    error?: string;
  };
  if (body.error !== undefined) throw new Error(body.error);
  return body.result as T;
}

/**
 * Asks the running server.
 * @param input of the command, as JSON.
 * @param take gets the lines that come before the answer. The server waits for it.
 * @returns its answer, or undefined if no server runs on this data folder.
 * @throws {Error} with the server's own words if the command failed, or what `take` throws.
 */
export function askServer<T>(
  config: Pick<Config, 'data'>,
  command: string,
  input?: unknown,
  take: Take = async () => {},
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socketPath(config), path: `/${command}`, method: 'POST' }, (response) => {
      resultOf<T>(response, take).then(resolve, (error) => {
        asked.destroy();
        reject(error);
      });
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'FailedToOpenSocket') {
        resolve(undefined);
      } else
        reject(new Error(`Cannot ask the server on ${config.data}: ${error.message}.${ownersAdvice(config.data)}`));
    });
    asked.end(input === undefined ? undefined : JSON.stringify(input));
  });
}
