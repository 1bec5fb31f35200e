/** What an application says of its paths, and how it speaks OpenID Connect. Pure. */
import type { AccessPolicy } from './policy.ts';

/** A rule for a path of an application. `prefix` ends at a slash: `/api` covers `/api` and `/api/x`, not `/apix`. */
export type PathRule = { match: 'exact' | 'prefix'; path: string } & (
  | /** No sign-in is needed. */
  { open: true }
  /** This policy counts instead of the application's own. */
  | { open: false; policy: AccessPolicy }
);

export const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'none'] as const;

/** The settings of an OpenID Connect client. */
export type OidcClient = {
  /** Exact addresses, or a private scheme's for a `native` client. */
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  /** Told when a session ends; empty: not told. */
  backchannelLogoutUri: string;
  authMethod: (typeof AUTH_METHODS)[number];
  /** Whether PKCE is demanded. A client without a secret always needs it. */
  pkce: boolean;
  /** An app on a phone or a desktop. */
  native: boolean;
  /** Whether the person is asked before the application learns of them. */
  consent: boolean;
};
