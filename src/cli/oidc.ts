/** `facelogin oidc rotate-keys`: signs with a new key of OpenID Connect. */
import { loadConfig } from '../config.ts';
import { withData } from './data.ts';

export async function oidcCommand([action]: string[]): Promise<number> {
  if (action !== 'rotate-keys') throw new Error('Say what to do: oidc rotate-keys.');
  const { kid } = await withData(loadConfig(), 'oidc-rotate-keys');
  process.stdout.write(`Key ${kid} signs from now on. The former one stays published for an hour.\n`);
  return 0;
}
