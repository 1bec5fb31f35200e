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

/** Bytes of a path. `sun_path` holds 108 on Linux (unix(7)) and 104 elsewhere, end mark included. */
const PATH_LIMIT = 100;

/** The path of a data folder's socket. If it is too long, its hash names a socket in the temporary folder. */
export function socketPath(config: Pick<Config, 'data'>): string {
  const path = join(config.data, 'control.sock');
  if (Buffer.byteLength(path) <= PATH_LIMIT) return path;
  return join(tmpdir(), `facelogin-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`);
}

/** The commands by name. Input and answer are JSON. */
export type ControlCommands = Record<string, (input: unknown) => Promise<unknown>>;

async function inputOf(incoming: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

async function answer(commands: ControlCommands, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const command = commands[(incoming.url ?? '/').slice(1)];
  try {
    const input = await inputOf(incoming);
    const body = command
      ? { result: (await command(input)) ?? null }
      : { error: 'This server does not know that command.' };
    outgoing.writeHead(command ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    outgoing.writeHead(500, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: message }));
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

/**
 * Asks the running server.
 * @param input of the command, as JSON.
 * @returns its answer, or undefined if no server runs on this data folder.
 * @throws {Error} with the server's own words if the command failed.
 */
export function askServer<T>(config: Pick<Config, 'data'>, command: string, input?: unknown): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socketPath(config), path: `/${command}`, method: 'POST' }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        const body = JSON.parse(text) as { result?: T; error?: string };
        if (body.error === undefined) resolve(body.result as T);
        else reject(new Error(body.error));
      });
      response.on('error', reject);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'FailedToOpenSocket') {
        resolve(undefined);
      } else reject(error);
    });
    asked.end(input === undefined ? undefined : JSON.stringify(input));
  });
}
