/** The addresses of the provider, below `/oidc`. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { interactionRoutes } from './interaction.routes.tsx';
import { MOUNT } from './provider/bridge.ts';
import { ROUTES } from './provider/configuration.ts';
import { oidcOf } from './provider/provider.ts';
import { withoutOldHint } from './sessions/logout.ts';

/** Bytes of a request to the provider, at most: it has some parameters and a token or two. */
const BODY_BYTES = 65_536;
/** Characters of an address that every proxy and browser takes. */
const ADDRESS_CHARACTERS = 7_000;
const machine = needs({ csrf: 'machine', body: BODY_BYTES });

/**
 * Carries a form of another site on as an address. Browsers send no cookie of ours with such a form, and do with the
 * address. The form itself changes nothing.
 */
async function asAddress(c: Context<Env>): Promise<Response> {
  const query = String(new URLSearchParams(await c.req.text()));
  if (query.length > ADDRESS_CHARACTERS) throw new AppError('too-large');
  return c.redirect(`${c.req.path}?${query}`, 303);
}

export function oidcRoutes(deps: Deps) {
  const oidc = oidcOf(deps);
  const answer = (c: Context<Env>) => oidc.answer(c);
  const at = (path: string) => MOUNT + path;
  const { authorization, end_session, token, userinfo, jwks, introspection, revocation } = ROUTES;
  const open = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', jwks].map(at);
  const routes = new Hono<Env>()
    .get(at(authorization), answer)
    .post(at(authorization), machine, asAddress)
    .get(at(`${authorization}/:uid`), answer)
    .get(at(end_session), async (c) => {
      const instead = withoutOldHint(c.req.url, await oidc.kids());
      return instead === undefined ? answer(c) : c.redirect(instead, 303);
    })
    .post(at(end_session), machine, asAddress)
    // The library reads this form, and its own secret binds it to the browser's session.
    .post(at(`${end_session}/confirm`), needs({ anyOwner: true }), answer)
    .get(at(`${end_session}/success`), answer)
    .on(['GET', 'POST', 'OPTIONS'], at(userinfo), machine, answer);
  for (const path of open) routes.on(['GET', 'OPTIONS'], path, machine, answer);
  for (const path of [token, introspection, revocation]) routes.on(['POST', 'OPTIONS'], at(path), machine, answer);
  return routes.route('/', interactionRoutes(deps));
}
