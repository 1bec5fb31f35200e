/**
 * Keeps what one person typed out of the account of another. All tabs of a browser share its session: while a form is
 * open, somebody else may sign in in another tab. So each page says whose it is with what it sends.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { OWNER } from '../../../templates/parts/form.tsx';
import { AppError } from '../../errors.ts';
import { formData, isForm } from '../body/capture.ts';
import type { Env } from '../env.ts';
import { needsOf } from '../needs.ts';

/** The form, or undefined where it is broken: its route answers that, if it reads the body at all. */
async function readable(c: Context<Env>): Promise<FormData | undefined> {
  return formData(c).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'bad-request') return undefined;
    throw error;
  });
}

/**
 * The id of the person on whose page a request was made. Empty: nobody was signed in. Undefined: the request does not
 * say, since no page of ours made it.
 */
export async function statedOwner(c: Context<Env>): Promise<string | undefined> {
  const header = c.req.header(OWNER.header);
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (header !== undefined || reads || !isForm(c)) return header;
  const field = (await readable(c))?.get(OWNER.field);
  return typeof field === 'string' ? field : undefined;
}

/**
 * Refuses what was sent from a page of somebody else than who is signed in by now. It comes before the guards of single
 * routes: they would speak to the wrong person.
 * @throws {AppError} `other-person`; `not-signed-in` or `passkey-needed` where nobody is signed in any more.
 */
export function ownerCheck(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (needsOf(c).anyOwner) return next();
    const { session, settingUp } = c.var;
    const owner = await statedOwner(c);
    if (owner && !session) throw new AppError(settingUp ? 'passkey-needed' : 'not-signed-in');
    if (session && owner !== undefined && owner !== session.userId) {
      throw new AppError('other-person', { vars: { name: session.username } });
    }
    return next();
  };
}
