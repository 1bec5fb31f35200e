/** `/account/passkeys/codes`: makes recovery codes after the password and shows them once. */
import { Hono } from 'hono';
import { CodesPage, MakeCodesPage } from '../../templates/passkeys/recovery.tsx';
import type { Deps } from '../deps.ts';
import { formData } from '../http/body/capture.ts';
import type { Env } from '../http/env.ts';
import { safeNext } from '../http/next.ts';
import { page, view } from '../http/render.tsx';
import { requireSudo } from '../sessions/middleware.ts';
import { renewCodes } from './manage.ts';
import { codesLeft } from './recovery.ts';

export function codesRoutes(deps: Deps) {
  const { config, db } = deps;
  const back = '/account/passkeys';
  return new Hono<Env>()
    .use('/account/passkeys/codes', requireSudo(deps))
    .get('/account/passkeys/codes', async (c) => {
      const v = view(c, config);
      const { left } = await codesLeft(db, c.var.session!.userId);
      const body = <MakeCodesPage view={v} left={left} next={safeNext(c.req.query('next'), back)} />;
      return page(c, { view: v, title: c.var.t('codes.title') }, body);
    })
    .post('/account/passkeys/codes', async (c) => {
      const next = safeNext(String((await formData(c)).get('next') ?? ''), back);
      const codes = await renewCodes(deps, c.var.session!.userId);
      const v = view(c, config);
      return page(c, { view: v, title: c.var.t('codes.title') }, <CodesPage view={v} codes={codes} next={next} />);
    });
}
