/** The addresses at which applications reach this server's OpenID Connect provider. */

/** The provider's name for itself, in its tokens. */
export function issuerOf(publicUrl: string): string {
  return `${publicUrl}/oidc`;
}

/** What an application has to be told that does not read the discovery document. */
export function oidcAddresses(publicUrl: string) {
  const issuer = issuerOf(publicUrl);
  return {
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    authorization: `${issuer}/auth`,
    token: `${issuer}/token`,
    userinfo: `${issuer}/userinfo`,
    endSession: `${issuer}/logout`,
    jwks: `${issuer}/jwks`,
  };
}

export type OidcAddresses = ReturnType<typeof oidcAddresses>;
