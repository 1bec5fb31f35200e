/** Where the socket lies on which the command line asks the running server. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';

/** Bytes of a path. `sun_path` holds 108 on Linux (unix(7)) and 104 elsewhere, end mark included. */
const PATH_LIMIT = 100;
const SOCKET = 'control.sock';
/** Open files of this process, by their numbers (proc_pid_fd(5)). */
const HANDLES = '/proc/self/fd';
export type Place = { path: string; leave(): void };

/**
 * Where the socket of a data folder is opened. A path that is too long is cut short by a handle of the folder. Without
 * /proc its hash names a socket in the temporary folder, which two processes may not share.
 */
export function placeOf({ data }: Pick<Config, 'data'>): Place {
  const path = join(data, SOCKET);
  if (Buffer.byteLength(path) <= PATH_LIMIT) return { path, leave: () => {} };
  if (existsSync(HANDLES)) {
    const handle = openSync(data, 'r');
    return { path: join(HANDLES, String(handle), SOCKET), leave: () => closeSync(handle) };
  }
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return { path: join(tmpdir(), `facelogin-${hash}.sock`), leave: () => {} };
}
