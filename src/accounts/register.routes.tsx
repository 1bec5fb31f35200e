/** `/register`: makes an account. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { RegisterPage } from '../../templates/accounts/register.tsx';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { AppError } from '../errors.ts';
import { readForm } from '../http/body/valid.ts';
import { clientOf } from '../http/client.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { page, view } from '../http/render.tsx';
import { policyFor } from '../policy/policy.ts';
import { issueSession } from '../sessions/issue.ts';
import { isInviteUsable } from './links/invites.store.ts';
import { registerForm } from './register.schema.ts';
import { register } from './register.ts';

type Shown = { values: Record<string, string>; errors: FieldErrors; invite: string };

function registerPage(c: Context<Env>, config: Deps['config'], shown: Shown, status: number) {
  const v = view(c, config);
  return page(c, { view: v, title: c.var.t('register.title'), status }, <RegisterPage view={v} {...shown} />);
}

export function registerRoutes(deps: Deps) {
  const { config, db, clock } = deps;
  return new Hono<Env>()
    .get('/register', async (c) => {
      if (policyFor(deps).registration === 'closed') throw new AppError('registration-closed');
      const invite = c.req.query('invite') ?? '';
      if (policyFor(deps).registration === 'invite' && !(await isInviteUsable(db, invite, clock()))) {
        throw new AppError('invite-invalid');
      }
      return registerPage(c, config, { values: {}, errors: {}, invite }, 200);
    })
    .post('/register', needs({ anyOwner: true }), async (c) => {
      const read = await readForm(c, registerForm);
      if (!read.ok) {
        const { values, errors } = read;
        return registerPage(c, config, { values, errors, invite: values.invite ?? '' }, 422);
      }
      const { username, password, display_name: displayName, invite = '' } = read.data;
      const result = await register(deps, { username, password, displayName, invite, client: clientOf(c, config) });
      if (!result.ok) {
        const values = { username, display_name: displayName };
        return registerPage(c, config, { values, errors: result.errors, invite }, 422);
      }
      await issueSession(c, deps, result);
      return c.redirect('/account?done=registered', 303);
    });
}
