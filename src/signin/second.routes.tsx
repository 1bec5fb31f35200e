/** `/login/second`: the step after the password or the face. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import { SecondPage } from '../../templates/signin/second.tsx';
import type { Problem } from '../../templates/view.ts';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { formData } from '../http/body/capture.ts';
import { readJson } from '../http/body/json.ts';
import { clientOf } from '../http/client.ts';
import { readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { page, view } from '../http/render.tsx';
import { unlessThrottled, Wait } from '../http/wait.ts';
import { signInAnswer } from '../passkeys/answers.schema.ts';
import { CEREMONY_SECONDS } from '../passkeys/ceremonies.store.ts';
import { findPending } from '../sessions/pending.store.ts';
import { SECOND_STEP } from '../sessions/second-factor.ts';
import { completeSignIn } from './passkey.routes.tsx';
import { beginSecond, finishWithCode, finishWithPasskey } from './second.ts';

const second = z.object({ answer: signInAnswer });

type Shown = { errors?: FieldErrors; problem?: Problem };

function secondPage(c: Context<Env>, config: Deps['config'], shown: Shown, status = 200) {
  const v = view(c, config);
  return page(c, { view: v, title: c.var.t('second.title'), status }, <SecondPage view={v} {...shown} />);
}

export function secondStepRoutes(deps: Deps) {
  const { config, db, clock } = deps;
  return new Hono<Env>()
    .get(SECOND_STEP, async (c) => {
      const pending = await findPending(db, readCookie(c, config, 'pending'), clock());
      return pending ? secondPage(c, config, {}) : c.redirect('/login', 303);
    })
    .post('/login/second/options', async (c) => {
      const [pending, before] = [readCookie(c, config, 'pending'), readCookie(c, config, 'ceremony')];
      const { options, token } = await beginSecond(deps, pending, before);
      writeCookie(c, config, 'ceremony', token, { maxAge: CEREMONY_SECONDS });
      return c.json(options);
    })
    .post('/login/second/passkey', async (c) => {
      const { answer } = await readJson(c, second);
      const [token, pendingToken] = [readCookie(c, config, 'ceremony'), readCookie(c, config, 'pending')];
      const result = await finishWithPasskey(deps, { token, pendingToken, answer, client: clientOf(c, config) });
      return c.json({ next: await completeSignIn(c, deps, result) });
    })
    .post('/login/second/code', async (c) => {
      const code = String((await formData(c)).get('code') ?? '');
      const input = { pendingToken: readCookie(c, config, 'pending'), code, client: clientOf(c, config) };
      const result = await unlessThrottled(c, finishWithCode(deps, input));
      if (result instanceof Wait) return secondPage(c, config, { problem: result.problem }, 429);
      if (!result) return secondPage(c, config, { errors: { code: 'second.code.wrong' } }, 422);
      return c.redirect(await completeSignIn(c, deps, result), 303);
    });
}
