/**
 * Loads the protocol's library, when it is needed first. Its entry warns at every start of all runtimes but the newest
 * versions of Node. The tests run it on both runtimes of this server, so its parts are loaded beside the entry; the log
 * says it once, when the first signing key is made.
 */
import type Provider from 'oidc-provider';
import type { errors, interactionPolicy } from 'oidc-provider';

export type Library = {
  Provider: typeof Provider;
  errors: typeof errors;
  interactionPolicy: typeof interactionPolicy;
};

/** The parts have no types of their own. */
const part = (path: string) => import(path);

export async function library(): Promise<Library> {
  const [{ Provider }, found, policy] = await Promise.all([
    part('oidc-provider/lib/provider.js'),
    part('oidc-provider/lib/helpers/errors.js'),
    part('oidc-provider/lib/helpers/interaction_policy/index.js'),
  ]);
  return { Provider, errors: found, interactionPolicy: policy };
}
