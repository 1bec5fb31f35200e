/** `/.facelogin/…` at every application's own host: the way to the sign-in and back, and signing out. */
import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { LoggedOutPage, LogOutPage, StoppedPage } from '../../templates/gateway/pages.tsx';
import type { Application } from '../applications/application.ts';
import { originOf } from '../applications/origin.ts';
import { hashToken, newToken } from '../crypto/tokens.ts';
import { isTrusted } from '../http/arrival/address.ts';
import type { Assets } from '../http/assets.ts';
import type { Env } from '../http/env.ts';
import { deadline } from '../http/middleware/deadline.ts';
import { SESSION_SECONDS } from '../sessions/sessions.store.ts';
import { backTo, OURS, openHref, startHref } from './addresses.ts';
import { forwardedOrigin, readAuthRequest } from './check/asked.ts';
import { obstacle } from './check/decide.ts';
import { type ApplicationCookie, cookieName, cookieValue } from './cookie-names.ts';
import { answerQuestion, type Gateway } from './gateway.ts';
import { PLAIN_HEADERS, plainView, redirected, refusalPage, standalone } from './standalone.routes.tsx';
import { openVisit, signOutEverywhere } from './visit.ts';

/** Seconds for a whole sign-in, with a passkey that has to be looked for. */
const START_SECONDS = 1_800;

type Place = { application: Application; origin: string };
type PlaceHandler = (c: Context<Env>, place: Place) => Response | Promise<Response>;

function readCookie(c: Context<Env>, { origin }: Place, cookie: ApplicationCookie): string | undefined {
  return cookieValue(c.req.header('Cookie') ?? '', cookie, origin);
}

function writeCookie(c: Context<Env>, { origin }: Place, cookie: ApplicationCookie, value: string, maxAge: number) {
  const secure = origin.startsWith('https:');
  setCookie(c, cookieName(cookie, origin), value, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge });
}

/** The application at whose host a request arrived, through a proxy that is believed. */
async function placeOf(c: Context<Env>, { config, memory }: Gateway): Promise<Place | undefined> {
  if (!isTrusted(config, c.env?.remoteAddress)) return undefined;
  const origin = forwardedOrigin((name) => c.req.header(name));
  if (typeof origin !== 'string' || origin === originOf(config.publicUrl)) return undefined;
  const application = (await memory.applications()).byOrigin.get(origin);
  return application && { application, origin };
}

/** The style sheet and the icon of such pages: an application's host has none of ours below `/static/`. */
function styles(assets: Assets): MiddlewareHandler<Env> {
  return async (c, next) => {
    const name = c.req.path.slice(OURS.length);
    const asset = assets.get(name);
    if (!asset) return next();
    const type = name.endsWith('.svg') ? 'image/svg+xml' : 'text/css; charset=utf-8';
    return c.body(asset.body, 200, { 'Content-Type': type, 'Cache-Control': 'max-age=3600', ...PLAIN_HEADERS });
  };
}

/** Runs the handler at an application's host. Anywhere else there is no such address. */
function at(gateway: Gateway, handle: PlaceHandler): MiddlewareHandler<Env> {
  return async (c, next) => {
    const place = await placeOf(c, gateway);
    if (!place) return next();
    const { application, origin } = place;
    const reason = obstacle(application, origin);
    if (reason) return refusalPage(c, { kind: 'refused', reason, application });
    return handle(c, place);
  };
}

/** Binds the browser to this sign-in and leads it to FaceLogin. Several tabs share the cookie. */
const start: (gateway: Gateway) => PlaceHandler = (gateway) => (c, place) => {
  const value = readCookie(c, place, 'start') ?? newToken();
  writeCookie(c, place, 'start', value, START_SECONDS);
  const { origin, application } = place;
  const opening = { app: application.slug, origin, path: backTo(c.req.query('to')), browser: hashToken(value) };
  return redirected(c, gateway.config.publicUrl + openHref(opening), 302);
};

const callback: (gateway: Gateway) => PlaceHandler = (gateway) => async (c, place) => {
  const { application, origin } = place;
  const [start, former] = [readCookie(c, place, 'start'), readCookie(c, place, 'visit')];
  const opened = await openVisit(gateway, place, { ticket: c.req.query('ticket') ?? '', start, former });
  if ('problem' in opened) {
    gateway.complaints.log(opened.problem, { origin, application: application.slug });
    const { t } = c.var;
    const action = { href: startHref(origin, '/'), label: t('gateway.ticket.again') };
    const words = { title: t('gateway.ticket.title'), why: t('gateway.ticket.why') };
    return standalone(c, <StoppedPage view={plainView(c)} {...words} action={action} />, 403);
  }
  writeCookie(c, place, 'visit', opened.token, SESSION_SECONDS);
  return redirected(c, origin + opened.next, 302);
};

/** Only a page of the application may sign out without a question. */
function comesFromHere(c: Context<Env>, { origin }: Place): boolean {
  const site = c.req.header('Sec-Fetch-Site');
  return site ? site === 'same-origin' : c.req.header('Origin') === origin;
}

const logOut: (gateway: Gateway) => PlaceHandler = (gateway) => async (c, place) => {
  if (!comesFromHere(c, place)) {
    const why = c.var.t('error.forbidden-origin');
    return standalone(c, <StoppedPage view={plainView(c)} title={c.var.t('gateway.log-out.title')} why={why} />, 403);
  }
  const token = readCookie(c, place, 'visit');
  if (token) await signOutEverywhere(gateway, place, token);
  const secure = place.origin.startsWith('https:');
  for (const cookie of ['visit', 'start'] as const) {
    deleteCookie(c, cookieName(cookie, place.origin), { path: '/', secure });
  }
  return redirected(c, `${place.origin}${OURS}logout?done=1`, 303);
};

/** Why nginx let nobody in. It shows its own page otherwise. */
function refusedAtNginx(gateway: Gateway): MiddlewareHandler<Env> {
  return async (c, next) => {
    const peer = c.env?.remoteAddress;
    if (!isTrusted(gateway.config, peer) || !c.req.header('X-Original-URL')) return next();
    const header = (name: string) => c.req.header(name);
    const outcome = await answerQuestion(
      gateway,
      { asked: '/gateway/auth-request', peer: peer!, header },
      readAuthRequest,
    );
    if (outcome.kind === 'refused' || outcome.kind === 'proxy') return refusalPage(c, outcome);
    return redirected(c, startHref(outcome.question.origin, outcome.question.back), 302);
  };
}

/** Nothing of FaceLogin but `/.facelogin/` is to be had at an application's host, whatever the proxy passes on. */
function nothingElse(gateway: Gateway): MiddlewareHandler<Env> {
  return async (c, next) => {
    // Without the database nobody knows the hosts of the applications, and health must be told all the same.
    const place = c.req.header('X-Forwarded-Host') && (await placeOf(c, gateway).catch(() => undefined));
    if (!place) return next();
    const { t } = c.var;
    const words = { title: t('gateway.open.title'), why: t('gateway.open.why') };
    return standalone(c, <StoppedPage view={plainView(c)} {...words} />, 404);
  };
}

export function siteRoutes(gateway: Gateway, assets: Assets) {
  return new Hono<Env>()
    .use(`${OURS}*`, deadline())
    .get(`${OURS}start`, at(gateway, start(gateway)))
    .get(`${OURS}callback`, at(gateway, callback(gateway)))
    .get(
      `${OURS}logout`,
      at(gateway, (c) => {
        const view = plainView(c);
        if (!c.req.query('done')) return standalone(c, <LogOutPage view={view} />);
        return standalone(c, <LoggedOutPage view={view} faceloginUrl={gateway.config.publicUrl} />);
      }),
    )
    .post(`${OURS}logout`, at(gateway, logOut(gateway)))
    .get(`${OURS}:file{app\\.css|icon\\.svg}`, styles(assets))
    .get(`${OURS}refused`, refusedAtNginx(gateway))
    .use(nothingElse(gateway));
}
