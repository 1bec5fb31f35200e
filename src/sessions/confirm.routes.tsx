/** `/account/confirm`: takes the password again, before a change of the account or the work of an administrator. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { ConfirmPage } from '../../templates/sessions/confirm.tsx';
import type { Problem } from '../../templates/view.ts';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { formData } from '../http/body/capture.ts';
import { clientOf } from '../http/client.ts';
import type { Env } from '../http/env.ts';
import { safeNext } from '../http/next.ts';
import { page, view } from '../http/render.tsx';
import { unlessThrottled, Wait } from '../http/wait.ts';
import { issueSession } from './issue.ts';
import { requireSession } from './middleware.ts';
import { confirmPassword } from './password-gate.ts';
import { confirmSession } from './reauth.store.ts';

type Shown = { next: string; errors?: FieldErrors; problem?: Problem };

function confirmPage(c: Context<Env>, config: Deps['config'], shown: Shown, status = 200) {
  const v = view(c, config);
  return page(c, { view: v, title: c.var.t('confirm.title'), status }, <ConfirmPage view={v} {...shown} />);
}

export function confirmRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .use('/account/confirm', requireSession())
    .get('/account/confirm', (c) => confirmPage(c, config, { next: safeNext(c.req.query('next')) }))
    .post('/account/confirm', async (c) => {
      const session = c.var.session!;
      const form = await formData(c);
      const next = safeNext(String(form.get('next') ?? ''));
      const password = String(form.get('password') ?? '');
      const given = await unlessThrottled(c, confirmPassword(deps, session, password, clientOf(c, config)));
      if (given instanceof Wait) return confirmPage(c, config, { next, problem: given.problem }, 429);
      if (!given) return confirmPage(c, config, { next, errors: { password: 'field.password.wrong' } }, 422);
      const sessionToken = await confirmSession(deps, { sessionHash: session.idHash, purpose: 'sudo' });
      await issueSession(c, deps, { sessionToken });
      return c.redirect(next, 303);
    });
}
