/** `/account`: everything of a person at a glance. */
import { Hono } from 'hono';
import { AccountPage } from '../../../templates/accounts/account.tsx';
import type { Deps } from '../../deps.ts';
import type { Env } from '../../http/env.ts';
import { page, view } from '../../http/render.tsx';
import type { MessageKey } from '../../i18n/index.ts';
import { requireSession } from '../../sessions/middleware.ts';
import { listSessions } from '../../sessions/sessions.store.ts';
import { versionsOf } from '../../vision/recognizers/versions.ts';
import { faceStatus, findProfile } from '../accounts.store.ts';

/** What the page says after a change, by the word in its address; any other word says nothing. */
const DONE: Record<string, MessageKey> = {
  registered: 'account.done.registered',
  profile: 'account.done.profile',
  password: 'account.done.password',
};

export function accountPageRoutes({ config, db, clock, keys }: Deps) {
  return new Hono<Env>()
    .use('/account', requireSession())
    .use('/account/*', requireSession())
    .get('/account', async (c) => {
      const session = c.var.session!;
      const { userId, username, displayName } = session;
      const v = view(c, config);
      const [profile, face, rows] = [
        await findProfile(db, userId),
        await faceStatus(db, userId, {
          recognizer: config.recognizer,
          versions: versionsOf(config.recognizer, config.customModel),
          keyIds: keys.keyIds(),
        }),
        await listSessions(db, userId, clock()),
      ];
      const sessions = rows.map(({ idHash, ...row }) => ({ ...row, current: idHash === session.idHash }));
      const done = c.req.query('done') ?? '';
      const notice = Object.hasOwn(DONE, done) ? DONE[done] : undefined;
      const body = <AccountPage view={v} user={{ username, displayName }} {...{ profile, face, sessions, notice }} />;
      return page(c, { view: v, title: c.var.t('nav.account'), wide: true }, body);
    });
}
