/** Loads the protocol's library, when it is needed first. */

export type Library = typeof import('oidc-provider');

/**
 * The library warns at its start of every runtime but the newest versions of Node. The tests run it on both runtimes of
 * this server, so its line is left out here; the log says it once, when the first signing key is made.
 */
async function load(): Promise<Library> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

let loaded: Promise<Library> | undefined;

export function library(): Promise<Library> {
  loaded ??= load();
  return loaded;
}
