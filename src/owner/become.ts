/**
 * Root works on a folder as the user to whom it belongs. A file of root's in the data of a service would end the
 * service: it could not open its database or its key.
 */
import { closeSync, openSync, readdirSync, type Stats, statSync } from 'node:fs';
import { sep } from 'node:path';
import { nameOf, nearest } from './advice.ts';

type Owner = Pick<Stats, 'uid' | 'gid'>;
/** Gives another path to the same file, for a user who may not pass the folders above. */
export type Reach = (path: string) => string;

/** The settings that name folders of this server. */
type Folders = { data: string; keysDir: string; modelsDir: string };

const asIs: Reach = (path) => path;

/** To whom this process, which is root, has to yield in a folder. Undefined for any other process. */
function otherOwner(folder: string): Owner | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}

function refuse(folder: string, { uid }: Owner, cause: unknown): Error {
  const words = [process.execPath, ...process.argv.slice(1)].join(' ');
  return new Error(
    `The folder ${folder} belongs to user ${nameOf(uid)}, and root may not become that user here (${(cause as Error).message}). Run as that user: sudo -u '#${uid}' ${words}`,
    { cause },
  );
}

/**
 * How the owner reaches a folder. systemd keeps folders of made-up users below one of root's (`/var/lib/private`): an
 * open handle leads past it.
 */
function reachOf(folder: string, handle: number): Reach {
  try {
    readdirSync(folder);
    return asIs;
  } catch {
    const by = `/proc/self/fd/${handle}`;
    return (path) => (path === folder || path.startsWith(folder + sep) ? by + path.slice(folder.length) : path);
  }
}

/** The same error with the path that people know. */
function withKnownPath(error: unknown, folder: string, reach: Reach): unknown {
  if (error instanceof Error && reach !== asIs) error.message = error.message.replaceAll(reach(folder), folder);
  return error;
}

/**
 * Runs a task on a folder, as its owner if this process is root.
 * @param task gets what leads to a path in the folder.
 * @throws {Error} in one line where root may not become that user, with the command that works.
 */
export async function asOwner<T>(folder: string, task: (reach: Reach) => Promise<T>): Promise<T> {
  const near = nearest(folder);
  const owner = otherOwner(near);
  if (!owner) return task(asIs);
  const handle = openSync(near, 'r');
  const comeBack = become(folder, owner);
  const reach = reachOf(near, handle);
  try {
    return await task(reach);
  } catch (error) {
    throw withKnownPath(error, near, reach);
  } finally {
    comeBack();
    closeSync(handle);
  }
}

/** Becomes a user for a while. @returns how to be root again. */
function become(folder: string, { uid, gid }: Owner): () => void {
  const groups = process.getgroups!();
  const group = process.getegid!();
  try {
    process.setgroups!([gid]);
    process.setegid!(gid);
    process.seteuid!(uid);
  } catch (cause) {
    throw refuse(folder, { uid, gid }, cause);
  }
  return () => {
    process.seteuid!(0);
    process.setegid!(group);
    process.setgroups!(groups);
  };
}

/**
 * Makes this process the owner of a folder for good, if it is root.
 * @returns what leads to a path in the folder, and the user's name if it is another one now.
 * @throws {Error} as {@link asOwner}.
 */
export function becomeOwner(folder: string): { reach: Reach; name?: string } {
  const near = nearest(folder);
  const owner = otherOwner(near);
  if (!owner) return { reach: asIs };
  const handle = openSync(near, 'r');
  try {
    process.setgroups!([owner.gid]);
    process.setgid!(owner.gid);
    process.setuid!(owner.uid);
  } catch (cause) {
    throw refuse(folder, owner, cause);
  }
  return { reach: reachOf(near, handle), name: nameOf(owner.uid) };
}

/** The settings with the folders that `reach` leads to. */
export function reachable<C extends Folders>(config: C, reach: Reach): C {
  const { data, keysDir, modelsDir } = config;
  return { ...config, data: reach(data), keysDir: reach(keysDir), modelsDir: reach(modelsDir) };
}
