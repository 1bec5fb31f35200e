/** `facelogin models fetch`: downloads the networks of the liveness check, and has a running server use them. */
import { type Config, loadConfig } from '../config.ts';
import { asOwner } from '../owner/become.ts';
import { askServer } from '../server/ask.ts';
import { fetchModels } from '../vision/models/fetch.ts';

/** Has the running server look for the networks. @returns what the server does with them. */
async function tellServer(config: Config): Promise<string> {
  const told = await askServer(config, 'networks-changed').catch(() => undefined);
  return told === undefined
    ? 'The server uses them when it starts.\n'
    : 'The running server uses them from now on, if FACELOGIN_LIVENESS asks for them.\n';
}

/** `models fetch`. */
export async function modelsCommand([action = '']: string[]): Promise<number> {
  if (action !== 'fetch') throw new Error('Say what to do: models fetch.');
  const config = loadConfig();
  const { modelsDir, modelsUrl } = config;
  const fetched = await asOwner(modelsDir, (reach) => fetchModels(reach(modelsDir), modelsUrl));
  process.stdout.write(
    fetched.length === 0
      ? `Nothing to fetch: all networks are in ${modelsDir}.\n`
      : `Fetched ${fetched.join(' and ')} into ${modelsDir}.\n`,
  );
  process.stdout.write(await tellServer(config));
  return 0;
}
