/** When the provider has to ask the person something, and what it reports where it must not ask. */
import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import { askedOf, type Standing, type StandingDeps, standingFor } from '../sessions/standing.ts';
import { askerOf } from './bridge.ts';
import type { Clients } from './clients.ts';
import type { Library } from './library.ts';

type PromptDeps = StandingDeps & { clients: Clients };

/** What the session is worth to this request. Undefined: nobody is signed in, or the application is gone. */
async function standingIn(deps: PromptDeps, ctx: KoaContextWithOIDC): Promise<Standing | undefined> {
  const { session } = askerOf(ctx.req).var;
  const application = await deps.clients.find(ctx.oidc.client!.clientId);
  if (!session || !application) return undefined;
  const { params = {}, result } = ctx.oidc;
  // The interaction that the person comes from has judged how fresh the proofs are.
  const judged = result?.login !== undefined;
  const asked = askedOf(judged ? { acr_values: params.acr_values } : params, { now: deps.clock(), anew: false });
  return standingFor(deps, { application, session, asked });
}

/** The library's rules, with ours for the session in place of its own. */
export function promptsFor(deps: PromptDeps, { interactionPolicy: rules }: Library): interactionPolicy.DefaultPolicy {
  const { Check, base } = rules;
  const policy = base();
  const { checks } = policy.get('login')!;
  checks.remove('max_age');
  checks.add(
    new Check('not_for_person', 'the application is not for this person', 'access_denied', async (ctx) => {
      return (await standingIn(deps, ctx))?.kind === 'not-for-you';
    }),
  );
  checks.add(
    new Check('not_enough', 'the application asks for another proof', 'login_required', async (ctx) => {
      const standing = await standingIn(deps, ctx);
      if (standing?.kind !== 'enough') return standing?.kind === 'not-enough';
      const { session, result } = ctx.oidc;
      // An interaction has judged by the proofs of after its beginning; what it found holds for this answer.
      const { acr, amr, ts } = result?.login ?? { ...standing, ts: standing.authTime };
      session!.loginAccount({ accountId: session!.accountId!, loginTs: ts, acr, amr });
      return false;
    }),
  );
  const consent = policy.get('consent')!;
  consent.checks.remove('native_client_prompt');
  consent.checks.add(
    // Another program on the device may call itself the same (RFC 8252 8.6).
    new Check('public_native', 'a native application without a secret', 'interaction_required', (ctx) => {
      const { client, result } = ctx.oidc;
      return client!.applicationType === 'native' && client!.clientAuthMethod === 'none' && !result?.consent;
    }),
    0,
  );
  return policy;
}
