/** The content security policy of the provider's pages: they may send a form on to the application's address. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { SITE_POLICY } from '../../http/middleware/security.ts';

const HEADER = 'Content-Security-Policy';

/** The address in the words of the policy: an origin, or the scheme of an application on a device. */
function sourceOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? origin : protocol;
}

/** Where the person's browser goes on to from this answer. The library has checked these addresses. */
function targetOf({ oidc }: KoaContextWithOIDC): string | undefined {
  const { params, client, route } = oidc;
  if (!client || !params) return undefined;
  if (route.startsWith('end_session')) {
    const after = params.post_logout_redirect_uri as string | undefined;
    return after !== undefined && client.postLogoutRedirectUriAllowed(after) ? after : undefined;
  }
  const back = params.redirect_uri as string | undefined;
  return back !== undefined && client.redirectUriAllowed(back) ? back : undefined;
}

/**
 * A step of the library's own: pages of its making get the site's policy and the hash of their script. Any other
 * answer gets the site's policy from the site.
 */
export async function securePages(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  ctx.set(HEADER, SITE_POLICY);
  await next();
  if (ctx.response.type !== 'text/html' || !ctx.oidc) return ctx.remove(HEADER);
  const target = targetOf(ctx);
  const source = target === undefined ? undefined : sourceOf(target);
  if (source) ctx.set(HEADER, ctx.response.get(HEADER).replace(/form-action [^;]*/, `$& ${source}`));
}
