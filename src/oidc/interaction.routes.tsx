/** `/oidc/interaction/:uid`: what a person does between an application's request and the provider's answer. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type Provider from 'oidc-provider';
import { ErrorPage } from '../../templates/error.tsx';
import { ConsentPage } from '../../templates/oidc/consent.tsx';
import { ContinuePage, RefusedPage } from '../../templates/oidc/pages.tsx';
import { nextProofs, stepUpHref } from '../access/step-up.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { formData } from '../http/body/capture.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { page, view } from '../http/render.tsx';
import { requireSession } from '../sessions/middleware.ts';
import { interactionHref, MOUNT, type NodePair, nodePair } from './provider/bridge.ts';
import type { ClientApplication } from './provider/clients.ts';
import { type Oidc, oidcOf } from './provider/provider.ts';
import { interactionBegan } from './provider/records.store.ts';
import { noteRefused } from './refusals.ts';
import { grantIn, rememberConsent } from './sessions/grants.ts';
import { askedOf, type Standing, standingFor } from './sessions/standing.ts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;
/** An interaction of this browser, with all that answers it. */
type Open = { provider: Provider; pair: NodePair; interaction: Interaction; application: ClientApplication };

/** The interaction that the address names, if it belongs to this browser. */
async function open(c: Context<Env>, oidc: Oidc, publicUrl: string): Promise<Open | undefined> {
  const provider = await oidc.provider();
  const pair = nodePair(c, publicUrl);
  const interaction = await provider.interactionDetails(pair.req, pair.res).catch((error: Error) => {
    if (error.name === 'SessionNotFound') return undefined;
    throw error;
  });
  if (!interaction || interaction.uid !== c.req.param('uid')) return undefined;
  const application = await oidc.clients.find(String(interaction.params.client_id));
  return application && { provider, pair, interaction, application };
}

function isOver(c: Context<Env>, config: Deps['config']) {
  const [v, { t, requestId }] = [view(c, config), c.var];
  const [title, message] = [t('oidc.expired'), t('oidc.expired.text')];
  const body = <ErrorPage view={v} title={title} message={message} requestId={requestId} />;
  return page(c, { view: v, title, status: 400 }, body);
}

/** What the session of this browser is worth to the interaction. */
async function standingIn(c: Context<Env>, deps: Deps, { interaction, application }: Open): Promise<Standing> {
  const began = await interactionBegan(deps.db, interaction.uid);
  const { params, prompt } = interaction;
  // The person has shown a new proof already where the question is another one.
  const isAnswered = prompt.name !== 'login';
  const anew = prompt.reasons.includes('login_prompt');
  const asked = askedOf(isAnswered ? { acr_values: params.acr_values } : params, { now: deps.clock(), began, anew });
  return standingFor(deps, { application, session: c.var.session!, asked });
}

/** Hands the result to the provider. A page of its own breaks the chain of redirects: a form began it, and the site's
 * policy lets no form of ours lead to another site. */
async function finish(
  c: Context<Env>,
  { config }: Deps,
  it: Open,
  result: Parameters<Provider['interactionResult']>[2],
) {
  const to = new URL(await it.provider.interactionResult(it.pair.req, it.pair.res, result));
  const href = to.pathname + to.search;
  const { name } = it.application;
  c.header('Refresh', `0;url=${href}`);
  const v = view(c, config);
  const title = c.var.t('oidc.continue.title', { name });
  return page(c, { view: v, title }, <ContinuePage view={v} name={name} href={href} />);
}

async function refuse(c: Context<Env>, deps: Deps, { application }: Open) {
  await noteRefused(deps, { session: c.var.session!, application, why: 'not-for-person' });
  const v = view(c, deps.config);
  const { name } = application;
  const body = <RefusedPage view={v} name={name} action={c.req.path} />;
  return page(c, { view: v, title: c.var.t('oidc.not-for-you', { name }), status: 403 }, body);
}

/** The scopes that the application asks for and that there are. */
function scopesOf({ interaction }: Open): string[] {
  const { missingOIDCScope } = interaction.prompt.details as { missingOIDCScope?: string[] };
  const asked = String(interaction.params.scope ?? '').split(' ');
  return missingOIDCScope ? [...new Set([...asked, ...missingOIDCScope])] : asked;
}

/** Where the browser goes on to, short enough to read. */
function addressOf({ interaction }: Open): string {
  const address = String(interaction.params.redirect_uri);
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? `${protocol}//…` : origin;
}

function askConsent(c: Context<Env>, { config }: Deps, it: Open) {
  const v = view(c, config);
  const { name } = it.application;
  const scopes = scopesOf(it);
  const body = <ConsentPage view={v} {...{ name, scopes, action: c.req.path, address: addressOf(it) }} />;
  return page(c, { view: v, title: c.var.t('oidc.consent.title', { name }) }, body);
}

/** Leads on to what is missing: another proof, or another person. */
async function demand(c: Context<Env>, deps: Deps, it: Open, standing: Exclude<Standing, { kind: 'enough' }>) {
  if (standing.kind === 'not-for-you') return refuse(c, deps, it);
  const next = interactionHref(it.interaction.uid, it.application.slug);
  return c.redirect(stepUpHref(nextProofs(standing.lacks), { slug: it.application.slug, next }), 303);
}

async function allow(c: Context<Env>, deps: Deps, it: Open) {
  const { userId, idHash } = c.var.session!;
  const [scopes, { application, provider }] = [scopesOf(it), it];
  const grantId = await grantIn(deps, provider, { session: { userId, idHash }, application, scopes });
  await rememberConsent(deps, { userId, application, scopes });
  return finish(c, deps, it, { consent: { grantId } });
}

export function interactionRoutes(deps: Deps) {
  const oidc = oidcOf(deps);
  const { publicUrl } = deps.config;
  const path = `${MOUNT}/interaction/:uid` as const;
  return new Hono<Env>()
    .get(path, async (c) => {
      const it = await open(c, oidc, publicUrl);
      if (!it) return isOver(c, deps.config);
      if (!c.var.session) return (await requireSession()(c, async () => {})) as Response;
      const standing = await standingIn(c, deps, it);
      if (standing.kind !== 'enough') return demand(c, deps, it, standing);
      if (it.interaction.prompt.name === 'consent') return askConsent(c, deps, it);
      const { acr, amr, authTime: ts } = standing;
      return finish(c, deps, it, { login: { accountId: c.var.session.userId, acr, amr, ts } });
    })
    .post(path, needs({ session: 'signed-in' }), async (c) => {
      const it = await open(c, oidc, publicUrl);
      if (!it) return isOver(c, deps.config);
      const decision = (await formData(c)).get('decision');
      if (decision === 'deny') return finish(c, deps, it, { error: 'access_denied' });
      if (decision !== 'allow' || it.interaction.prompt.name !== 'consent') throw new AppError('bad-request');
      const standing = await standingIn(c, deps, it);
      return standing.kind === 'enough' ? allow(c, deps, it) : demand(c, deps, it, standing);
    });
}
