/** `POST /login` by password, and `POST /logout`. `face/face.routes.tsx` has the sign-in page itself. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { LoginPage } from '../../templates/signin/login.tsx';
import type { Problem } from '../../templates/view.ts';
import { readUsername } from '../accounts/usernames.ts';
import { askedApplication } from '../applications/launch.ts';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import { formData } from '../http/body/capture.ts';
import { clientOf } from '../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { safeNext } from '../http/next.ts';
import { page, view } from '../http/render.tsx';
import { unlessThrottled, Wait } from '../http/wait.ts';
import { DEVICE_SECONDS } from '../sessions/devices.store.ts';
import { issueAdmission } from '../sessions/issue.ts';
import { endSession } from '../sessions/sessions.store.ts';
import { signInWithPassword } from './password.ts';

type Refused = { username: string; next: string; problem: Problem; status: number };

async function refused(c: Context<Env>, { config, db }: Deps, { username, next, problem, status }: Refused) {
  const v = view(c, config);
  const application = await askedApplication(db, next);
  const shown = { view: v, tab: 'password', next, values: { username }, errors: {}, application, problem } as const;
  return page(c, { view: v, title: c.var.t('nav.sign-in'), status }, <LoginPage {...shown} />);
}

export function passwordRoutes(deps: Deps) {
  const { config, db, clock } = deps;
  return new Hono<Env>()
    .post('/login', async (c) => {
      const form = await formData(c);
      const field = (name: string) => String(form.get(name) ?? '');
      const [username, next] = [readUsername(field('username')), safeNext(field('next'))];
      const input = { username, password: field('password'), next, client: clientOf(c, config) };
      const result = await unlessThrottled(c, signInWithPassword(deps, input));
      if (result instanceof Wait) return refused(c, deps, { username, next, problem: result.problem, status: 429 });
      if (!result) return refused(c, deps, { username, next, problem: { key: 'signin.wrong' }, status: 401 });
      await issueAdmission(c, deps, result);
      writeCookie(c, config, 'way', 'password', { maxAge: DEVICE_SECONDS });
      return c.redirect(result.admission.next, 303);
    })
    .post('/logout', async (c) => {
      const id = readCookie(c, config, 'session');
      if (id && c.var.session) {
        const { userId } = c.var.session;
        await endSession(db, id);
        await happened(db, { at: clock(), userId, kind: 'signed-out' });
      }
      clearCookie(c, config, 'session');
      // The browser may keep the avatar for a day.
      c.header('Clear-Site-Data', '"cache"');
      return c.redirect('/', 303);
    });
}
