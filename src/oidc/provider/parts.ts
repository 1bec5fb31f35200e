/** What the provider is made of. */
import type { Deps } from '../../deps.ts';
import type { Clients } from './clients.ts';

export type OidcDeps = Pick<Deps, 'config' | 'db' | 'keys' | 'clock' | 'log' | 'liveness'> & { clients: Clients };
