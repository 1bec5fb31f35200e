/** `/setup`: makes the first administrator. Afterwards the page does not exist. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { SetupPage } from '../../../templates/admin/setup.tsx';
import type { Problem } from '../../../templates/view.ts';
import { hasAdmin } from '../../accounts/roles.store.ts';
import { readUsername } from '../../accounts/usernames.ts';
import type { Deps } from '../../deps.ts';
import type { FieldErrors } from '../../errors.ts';
import { AppError } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import { clientOf } from '../../http/client.ts';
import type { Env } from '../../http/env.ts';
import { page, view } from '../../http/render.tsx';
import { unlessThrottled, Wait } from '../../http/wait.ts';
import { issueSession } from '../../sessions/issue.ts';
import { requireSudo } from '../../sessions/middleware.ts';
import { liftAccount, makeFirstAdmin } from './setup.ts';

type Shown = { username?: string; errors?: FieldErrors; problem?: Problem };

function setupPage(c: Context<Env>, config: Deps['config'], shown: Shown, status = 200) {
  const v = view(c, config);
  return page(c, { view: v, title: c.var.t('setup.title'), status }, <SetupPage view={v} {...shown} />);
}

async function setUp(c: Context<Env>, deps: Deps) {
  const { config } = deps;
  const form = await formData(c);
  const field = (name: string) => String(form.get(name) ?? '');
  const [code, username, client] = [field('code'), readUsername(field('username')), clientOf(c, config)];
  const { session } = c.var;
  const work = session
    ? liftAccount(deps, { code, client, session })
    : makeFirstAdmin(deps, { code, client, username, password: field('password') });
  const result = await unlessThrottled<Awaited<ReturnType<typeof liftAccount | typeof makeFirstAdmin>>>(c, work);
  if (result instanceof Wait) return setupPage(c, config, { username, problem: result.problem }, 429);
  if (!result.ok) return setupPage(c, config, { username, errors: result.errors }, 422);
  if ('sessionToken' in result) await issueSession(c, deps, result);
  return c.redirect('/admin', 303);
}

export function setupRoutes(deps: Deps) {
  const sudo = requireSudo(deps);
  return new Hono<Env>()
    .use('/setup', async (c, next) => {
      if (await hasAdmin(deps.db)) throw new AppError('not-found');
      return c.var.session ? sudo(c, next) : next();
    })
    .get('/setup', (c) => setupPage(c, deps.config, {}))
    .post('/setup', (c) => setUp(c, deps));
}
