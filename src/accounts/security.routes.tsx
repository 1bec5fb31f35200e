/** `/account/password` and `/account/delete` ask for the password unless it was given in the last five minutes. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { DeleteAccountPage } from '../../templates/accounts/delete.tsx';
import { ChangePasswordPage } from '../../templates/accounts/password.tsx';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { formData } from '../http/body/capture.ts';
import { clientOf } from '../http/client.ts';
import { clearCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { page, view } from '../http/render.tsx';
import { issueSession } from '../sessions/issue.ts';
import { requireSudo } from '../sessions/middleware.ts';
import { changePassword, deleteAccount } from './security.ts';

function passwordPage(c: Context<Env>, config: Deps['config'], errors: FieldErrors, status = 200) {
  const v = view(c, config);
  const options = { view: v, title: c.var.t('password.title'), status };
  return page(c, options, <ChangePasswordPage view={v} errors={errors} />);
}

export function securityRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .use('/account/password', requireSudo(deps))
    .use('/account/delete', requireSudo(deps))
    .get('/account/password', (c) => passwordPage(c, config, {}))
    .post('/account/password', async (c) => {
      const password = String((await formData(c)).get('password') ?? '');
      const result = await changePassword(deps, { session: c.var.session!, password, client: clientOf(c, config) });
      if (!result.ok) return passwordPage(c, config, result.errors, 422);
      await issueSession(c, deps, result);
      return c.redirect('/account?done=password', 303);
    })
    .get('/account/delete', (c) => {
      const v = view(c, config);
      return page(c, { view: v, title: c.var.t('delete.title') }, <DeleteAccountPage view={v} />);
    })
    .post('/account/delete', async (c) => {
      await deleteAccount(deps, c.var.session!);
      clearCookie(c, config, 'session');
      clearCookie(c, config, 'device');
      return c.redirect('/', 303);
    });
}
