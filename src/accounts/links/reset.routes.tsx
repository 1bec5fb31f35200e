/**
 * `/reset`: a new password by a link. The secret moves from the link's address into a cookie at once: it stays in no
 * history, and no page sends it on as a referrer.
 */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { ResetPage } from '../../../templates/accounts/reset.tsx';
import { hashPassword } from '../../crypto/passwords.ts';
import type { Deps } from '../../deps.ts';
import type { FieldErrors } from '../../errors.ts';
import { AppError } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import { clearCookie, readCookie, writeCookie } from '../../http/cookies.ts';
import type { Env } from '../../http/env.ts';
import { statedOwner } from '../../http/middleware/owner.ts';
import { needs } from '../../http/needs.ts';
import { page, view } from '../../http/render.tsx';
import { passwordProblem } from '../password-policy.ts';
import { findReset, type Resetting, useReset } from './resets.store.ts';

/** Seconds that the browser keeps the secret. A person may open the link again. */
const OPENED_SECONDS = 30 * 60;

/** The opened link. @throws {AppError} `reset-invalid` alike for a used, an expired and an unknown one. */
async function opened(c: Context<Env>, { db, config, clock }: Deps): Promise<Resetting & { token: string }> {
  const token = readCookie(c, config, 'reset') ?? '';
  const found = await findReset(db, token, clock());
  if (!found) throw new AppError('reset-invalid');
  return { ...found, token };
}

function resetPage(c: Context<Env>, config: Deps['config'], { userId, username }: Resetting, errors: FieldErrors) {
  const v = view(c, config);
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  const options = { view: v, title: c.var.t('reset.title'), status };
  return page(c, options, <ResetPage view={v} userId={userId} username={username} errors={errors} />);
}

export function resetRoutes(deps: Deps) {
  const { config, db, clock } = deps;
  return new Hono<Env>()
    .get('/reset', async (c) => {
      const token = c.req.query('token');
      if (token === undefined) return resetPage(c, config, await opened(c, deps), {});
      // The cookie keeps the alphabet of our tokens alone. Any other text finds no link anyway.
      writeCookie(c, config, 'reset', token.replace(/[^\w-]/g, '').slice(0, 64), { maxAge: OPENED_SECONDS });
      c.header('Referrer-Policy', 'no-referrer');
      return c.redirect('/reset', 303);
    })
    .post('/reset', needs({ anyOwner: true }), async (c) => {
      const link = await opened(c, deps);
      const { username, userId, token } = link;
      const owner = await statedOwner(c);
      // The cookie holds the link that was opened last. The form may be of the one before.
      if (owner !== undefined && owner !== userId) throw new AppError('other-link');
      const password = String((await formData(c)).get('password') ?? '');
      const problem = passwordProblem(password, username);
      if (problem) return resetPage(c, config, link, { password: problem });
      const passwordHash = await hashPassword(password);
      const set = await db.transaction((tx) => useReset(tx, { token, passwordHash, now: clock() }));
      if (!set) throw new AppError('reset-invalid');
      clearCookie(c, config, 'reset');
      return c.redirect('/login?with=password&done=reset', 303);
    });
}
