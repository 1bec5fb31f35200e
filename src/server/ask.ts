/** The command line asks the running server. */
import { existsSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { Config } from '../config.ts';
import { ownersAdvice } from '../owner/advice.ts';
import type { Take } from './socket.ts';
import { placeOf } from './socket-place.ts';

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

/** Whether an error says that nobody listens. */
function isNobody({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'FailedToOpenSocket';
}

function ask<T>(path: string, command: string, input: unknown, take: Take): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: path, path: `/${command}`, method: 'POST' }, (response) => {
      resultOf<T>(response, take).then(resolve, (error) => {
        asked.destroy();
        reject(error);
      });
    });
    asked.on('error', (cause: NodeJS.ErrnoException) => reject(new Unasked(cause)));
    asked.end(input === undefined ? undefined : JSON.stringify(input));
  });
}

/** The question did not reach a server. */
class Unasked extends Error {
  constructor(override readonly cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
  }
}

/**
 * Asks the running server.
 * @param input of the command, as JSON.
 * @param take gets the lines that come before the answer. The server waits for it.
 * @returns its answer, or undefined if no server runs on this data folder.
 * @throws {Error} with the server's own words if the command failed, or what `take` throws.
 */
export async function askServer<T>(
  config: Pick<Config, 'data'>,
  command: string,
  input?: unknown,
  take: Take = async () => {},
): Promise<T | undefined> {
  if (!existsSync(config.data)) return undefined;
  const { path, leave } = placeOf(config);
  try {
    return await ask<T>(path, command, input, take);
  } catch (error) {
    if (!(error instanceof Unasked)) throw error;
    if (isNobody(error.cause)) return undefined;
    const why = `${error.message}.${ownersAdvice(config.data)}`;
    throw new Error(`Cannot ask the server on ${config.data}: ${why}`, { cause: error.cause });
  } finally {
    leave();
  }
}
