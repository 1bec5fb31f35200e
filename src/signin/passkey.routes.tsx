/** Sign-in by passkey alone, and what every sign-in by passkey ends with. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readJson } from '../http/body/json.ts';
import { clientOf } from '../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { safeNext } from '../http/next.ts';
import { signInAnswer } from '../passkeys/answers.schema.ts';
import { CEREMONY_SECONDS } from '../passkeys/ceremonies.store.ts';
import { issueAdmission } from '../sessions/issue.ts';
import { beginSignIn, type SignedIn, signInWithPasskey } from './passkey.ts';

const alone = z.object({ next: z.string().default(''), answer: signInAnswer });

/** Gives the browser its session and clears the cookies of the way to it. @returns where the browser goes now. */
export async function completeSignIn(c: Context<Env>, deps: Deps, result: SignedIn): Promise<string> {
  await issueAdmission(c, deps, result);
  clearCookie(c, deps.config, 'pending');
  clearCookie(c, deps.config, 'ceremony');
  return result.admission.next;
}

export function passkeySignInRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .post('/login/passkey/options', async (c) => {
      const { options, token } = await beginSignIn(deps, readCookie(c, config, 'ceremony'));
      writeCookie(c, config, 'ceremony', token, { maxAge: CEREMONY_SECONDS });
      return c.json(options);
    })
    .post('/login/passkey', async (c) => {
      const { next, answer } = await readJson(c, alone);
      const token = readCookie(c, config, 'ceremony');
      const input = { token, answer, client: clientOf(c, config), next: safeNext(next) };
      return c.json({ next: await completeSignIn(c, deps, await signInWithPasskey(deps, input)) });
    });
}
