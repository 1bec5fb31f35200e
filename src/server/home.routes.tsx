/** The front page and the language switch. */
import { Hono } from 'hono';
import { HomePage } from '../../templates/home.tsx';
import { launchesOf } from '../applications/launch.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { formData } from '../http/body/capture.ts';
import { writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { safeNext } from '../http/next.ts';
import { page, view } from '../http/render.tsx';
import { isLocale } from '../i18n/index.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

export function homeRoutes({ config, db }: Pick<Deps, 'config' | 'db'>) {
  return (
    new Hono<Env>()
      .get('/', async (c) => {
        const v = view(c, config);
        const { session } = c.var;
        const launches = session ? await launchesOf(db, session.userId) : [];
        const wide = launches.length > 0;
        return page(c, { view: v, title: c.var.t('app.name'), wide }, <HomePage view={v} launches={launches} />);
      })
      // Where the installed app begins: at the camera, or at the person's applications.
      .get('/start', (c) => c.redirect(c.var.session ? '/' : '/login'))
      .post('/lang', needs({ plainHttp: true, anyOwner: true }), async (c) => {
        const form = await formData(c);
        const locale = String(form.get('locale') ?? '');
        if (!isLocale(locale)) throw new AppError('bad-request');
        writeCookie(c, config, 'locale', locale, { maxAge: YEAR_SECONDS });
        return c.redirect(safeNext(String(form.get('next') ?? ''), '/'), 303);
      })
  );
}
