/** `/account/password` and `/account/delete`: each asks for the password itself. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { DeleteAccountPage } from '../../templates/delete.tsx';
import { ChangePasswordPage } from '../../templates/password.tsx';
import type { FieldErrors } from '../../templates/view.ts';
import { requireSession } from '../auth/middleware.ts';
import { SESSION_SECONDS } from '../auth/sessions.ts';
import type { Deps } from '../deps.ts';
import { formData } from '../http/capture.ts';
import { clientOf } from '../http/client.ts';
import { clearCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { FORM_BYTES, limitBody } from '../http/middleware/security.ts';
import { page, view } from '../http/render.tsx';
import { changePassword, deleteAccount } from './security.ts';

function passwordPage(c: Context<Env>, config: Deps['config'], errors: FieldErrors, status = 200) {
  const v = view(c, config);
  return page(
    c,
    { view: v, title: c.var.t('password.title'), status },
    <ChangePasswordPage view={v} errors={errors} />,
  );
}

function deletePage(c: Context<Env>, config: Deps['config'], errors: FieldErrors, status = 200) {
  const v = view(c, config);
  return page(c, { view: v, title: c.var.t('delete.title'), status }, <DeleteAccountPage view={v} errors={errors} />);
}

export function securityRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .get('/account/password', requireSession(), (c) => passwordPage(c, config, {}))
    .post('/account/password', requireSession(), limitBody(FORM_BYTES), async (c) => {
      const form = await formData(c);
      const current = String(form.get('current_password') ?? '');
      const password = String(form.get('password') ?? '');
      const input = { session: c.var.session!, current, password, client: clientOf(c, config) };
      const result = await changePassword(deps, input);
      if (!result.ok) return passwordPage(c, config, result.errors, 422);
      writeCookie(c, config, 'session', result.sessionToken, { maxAge: SESSION_SECONDS });
      return c.redirect('/account?done=password', 303);
    })
    .get('/account/delete', requireSession(), (c) => deletePage(c, config, {}))
    .post('/account/delete', requireSession(), limitBody(FORM_BYTES), async (c) => {
      const password = String((await formData(c)).get('password') ?? '');
      const input = { session: c.var.session!, password, client: clientOf(c, config) };
      if (!(await deleteAccount(deps, input))) return deletePage(c, config, { password: 'field.password.wrong' }, 422);
      clearCookie(c, config, 'session');
      clearCookie(c, config, 'device');
      return c.redirect('/', 303);
    });
}
