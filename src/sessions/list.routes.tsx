/** `/account/sessions`: lists and ends a person's sessions, lists and forgets their known devices. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { SessionsPage } from '../../templates/sessions/sessions.tsx';
import { hashToken } from '../crypto/tokens.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import { formData } from '../http/body/capture.ts';
import { clearCookie, readCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { page, view } from '../http/render.tsx';
import type { MessageKey } from '../i18n/index.ts';
import { policyFor } from '../policy/policy.ts';
import { forgetDevices, listDevices } from './devices.store.ts';
import { requireSession } from './middleware.ts';
import { endOtherSessions, endSessions, listSessions } from './sessions.store.ts';

/** The notice of the page after an action, by the word in its address. Any other word has none. */
const DONE: Record<string, MessageKey> = {
  one: 'sessions.done.one',
  others: 'sessions.done.others',
  forgotten: 'devices.done.forgotten',
};

/** What a form means: the hash of one entry of the list, or a word for several. @throws {AppError} `bad-request`. */
async function whichOf(c: Context<Env>, words: readonly string[]): Promise<string> {
  const which = String((await formData(c)).get('which') ?? '');
  if (!words.includes(which) && !/^[0-9a-f]{64}$/.test(which)) throw new AppError('bad-request');
  return which;
}

async function sessionsPage(c: Context<Env>, deps: Deps) {
  const { config, db, clock } = deps;
  const { userId, idHash } = c.var.session!;
  const v = view(c, config);
  const here = hashToken(readCookie(c, config, 'device') ?? '');
  const sessions = (await listSessions(db, userId, clock())).map((row) => ({ ...row, current: row.idHash === idHash }));
  const devices = (await listDevices(db, userId)).map((row) => ({ ...row, current: row.tokenHash === here }));
  const done = c.req.query('done') ?? '';
  const notice = Object.hasOwn(DONE, done) ? DONE[done] : undefined;
  const faceNeedsDevice = policyFor(deps).faceDevices === 'known';
  const body = <SessionsPage view={v} {...{ sessions, devices, faceNeedsDevice, notice }} />;
  return page(c, { view: v, title: c.var.t('sessions.title'), wide: true }, body);
}

export function sessionsRoutes(deps: Deps) {
  const { config, db, clock } = deps;
  return new Hono<Env>()
    .use('/account/sessions', requireSession())
    .get('/account/sessions', (c) => sessionsPage(c, deps))
    .post('/account/sessions/end', needs({ session: 'signed-in' }), async (c) => {
      const { userId, idHash } = c.var.session!;
      const which = await whichOf(c, ['others', 'all']);
      const scope = which === 'others' || which === 'all' ? which : 'one';
      await db.transaction(async (tx) => {
        if (which === 'others') await endOtherSessions(tx, userId, idHash);
        else await endSessions(tx, userId, which === 'all' ? undefined : which);
        await happened(tx, { at: clock(), userId, kind: 'sessions-ended', detail: { which: scope } });
      });
      if (which !== 'all' && which !== idHash) return c.redirect(`/account/sessions?done=${scope}`, 303);
      clearCookie(c, config, 'session');
      return c.redirect('/', 303);
    })
    .post('/account/devices/forget', needs({ session: 'signed-in' }), async (c) => {
      const { userId } = c.var.session!;
      const which = await whichOf(c, ['all']);
      await db.transaction(async (tx) => {
        const forgotten = await forgetDevices(tx, userId, which === 'all' ? undefined : which);
        await happened(tx, { at: clock(), userId, kind: 'devices-forgotten', detail: { forgotten } });
      });
      return c.redirect('/account/sessions?done=forgotten', 303);
    });
}
