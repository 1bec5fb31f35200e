/** What makes the site an app of a device: manifest, icons, service worker, and the page without a connection. */
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { OfflinePage } from '../../templates/installed/offline.tsx';
import type { Deps } from '../deps.ts';
import type { Assets } from '../http/assets.ts';
import type { Env } from '../http/env.ts';
import { isLocale, translator } from '../i18n/index.ts';
import { createIcons, isIcon } from './icons.ts';
import { type App, manifest } from './manifest.ts';

const DAY_SECONDS = 86_400;

export function installedRoutes({ config }: Pick<Deps, 'config'>, assets: Assets) {
  const iconOf = createIcons(assets);
  const manifestOf = (c: Context<Env>, app: App) => {
    const { t, locale } = c.var;
    const body = manifest(app, t, { name: config.siteName, locale });
    return c.json(body, 200, { 'Content-Type': 'application/manifest+json' });
  };
  return (
    new Hono<Env>()
      .get('/manifest.webmanifest', (c) => manifestOf(c, 'people'))
      .get('/kiosk.webmanifest', (c) => manifestOf(c, 'kiosk'))
      .get('/icons/:name', async (c) => {
        const name = c.req.param('name');
        if (!isIcon(name)) return c.notFound();
        const headers = { 'Content-Type': 'image/png', 'Cache-Control': `public, max-age=${DAY_SECONDS}` };
        return c.body(await iconOf(name), 200, headers);
      })
      // A worker rules the addresses below its own, so it stands at the root.
      .get('/service-worker.js', (c) =>
        c.body(assets.get('js/service-worker.js')!.body, 200, {
          'Content-Type': 'text/javascript; charset=utf-8',
          'Cache-Control': 'no-cache',
        }),
      )
      // The worker asks without cookies, so the language is in the address.
      .get('/offline', (c) => {
        const asked = c.req.query('lang');
        const locale = isLocale(asked) ? asked : c.var.locale;
        const view = { t: translator(locale), locale, requestId: c.var.requestId };
        return c.html(html`<!doctype html>${<OfflinePage view={view} />}`);
      })
  );
}
