/** Makes responses of templates. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { StatusCode } from 'hono/utils/http-status';
import { Layout } from '../../templates/layout.tsx';
import type { View } from '../../templates/view.ts';
import type { Config } from '../config.ts';
import type { Env } from './env.ts';

type Shown = Pick<Config, 'registration'> & Partial<Pick<Config, 'liveness' | 'otherMovement'>>;

/** What every template knows of the request. */
export function view(c: Context<Env>, config: Shown): View {
  const { session, arrival } = c.var;
  const movements = config.liveness === 'challenge' || config.liveness === 'strict';
  return {
    t: c.var.t,
    locale: c.var.locale,
    path: new URL(c.req.url).pathname + new URL(c.req.url).search,
    requestId: c.var.requestId,
    insecure: c.var.insecure,
    httpsLost: c.var.insecure && arrival.httpsLost,
    prefix: arrival.faults.find(({ fault }) => fault === 'prefix')?.example,
    registration: config.registration,
    ...(movements && config.otherMovement === 'face' && { otherMovement: true }),
    viewer: session && {
      id: session.userId,
      username: session.username,
      displayName: session.displayName,
      admin: session.role === 'admin',
      avatarUrl: session.avatarVersion ? `/avatars/${session.userId}/${session.avatarVersion}` : null,
    },
  };
}

/** A whole page in the site's layout, doctype first. */
export function page(
  c: Context<Env>,
  options: { view: View; title: string; wide?: boolean; status?: number },
  body: Child,
): Response | Promise<Response> {
  c.status((options.status ?? 200) as StatusCode);
  const whole = (
    <Layout view={options.view} title={options.title} wide={options.wide ?? false}>
      {body}
    </Layout>
  );
  return c.html(html`<!doctype html>${whole}`);
}

type Rendered = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A piece of a page, for htmx to swap in. */
export function fragment(c: Context<Env>, body: Rendered, status = 200): Response | Promise<Response> {
  c.status(status as StatusCode);
  return c.html(body);
}
