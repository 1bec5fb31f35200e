/** `/register`. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import { RegisterPage } from '../../templates/register.tsx';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { AppError } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import type { Env } from '../http/env.ts';
import { page, view } from '../http/render.tsx';
import { text } from '../http/text.ts';
import { readForm } from '../http/valid.ts';
import { policyFor } from '../policy/policy.ts';
import { issueSession } from '../sessions/issue.ts';
import { isInviteUsable } from './invites.store.ts';
import { register } from './register.ts';

const form = z.object({
  username: z.string({ error: 'field.required' }).trim().min(1, 'field.required'),
  password: z.string({ error: 'field.required' }).min(1, 'field.required'),
  display_name: text(64),
  invite: z.string().optional(),
});

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
    .post('/register', async (c) => {
      const read = await readForm(c, form);
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
