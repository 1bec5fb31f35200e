/** `/admin/people`: the accounts, and the acts on each of them. */
import { type Context, Hono } from 'hono';
import { PeoplePage } from '../../../templates/admin/people/people.tsx';
import { PersonPage, type PersonPageProps } from '../../../templates/admin/people/person.tsx';
import { groupsOf, listGroups } from '../../applications/groups.store.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { choiceOf, idOf, textOf } from '../query.ts';
import { listAttempts } from '../records/attempts.store.ts';
import { listAudit } from '../records/audit.store.ts';
import { adminPage } from '../show.tsx';
import { type Act, act, isAct } from './acts.ts';
import { linkFaces } from './link.ts';
import { idsByNames } from './names.store.ts';
import { findPerson, listPeople, STATES } from './people.store.ts';

/** Rows of attempts, and of events, on a person's page. */
const FEW_ROWS = 8;

/** What the page says after a change that is no act. */
const OTHER_DONE: Record<string, MessageKey> = {
  'put-in': 'admin.group.done.put-in',
  'taken-out': 'admin.group.done.taken-out',
  link: 'api.link.done',
};

function doneKey(done: string | undefined): MessageKey | undefined {
  if (done !== undefined && Object.hasOwn(OTHER_DONE, done)) return OTHER_DONE[done];
  return done !== undefined && isAct(done) ? (`admin.done.${done}` satisfies MessageKey) : undefined;
}

async function personPage(deps: Deps, id: string) {
  const { db, clock } = deps;
  const now = clock();
  const found = await findPerson(db, id, now);
  if (!found) throw new AppError('not-found');
  const { user, enrollment, ...rest } = found;
  const attempts = await listAttempts(db, { person: id }, { now, limit: FEW_ROWS });
  const audit = await listAudit(db, { person: id }, { limit: FEW_ROWS });
  const own = await groupsOf(db, id);
  const others = (await listGroups(db)).filter((group) => !own.some((one) => one.id === group.id));
  const groups = { own, others };
  return {
    person: { ...user, enrollment, enrolledAt: enrollment?.enrolledAt ?? null, ...rest },
    attempts,
    audit,
    groups,
  };
}

type Shown = Pick<PersonPageProps, 'notice' | 'tried'>;

async function showPerson(c: Context<Env>, deps: Deps, more: Shown, status = 200) {
  const shown = await personPage(deps, idOf(c.req.param('id')));
  return adminPage(c, deps, { tab: 'people', title: shown.person.username, status }, (v) => (
    <PersonPage view={v} {...shown} {...more} />
  ));
}

async function link(c: Context<Env>, deps: Deps) {
  const [from, typed] = [idOf(c.req.param('id')), (await formData(c)).get('account')];
  const account = typeof typed === 'string' ? typed.trim() : '';
  const to = (await idsByNames(deps.db, [account])).get(account);
  if (to === undefined) {
    const error = c.var.t('field.person.unknown', { name: account });
    return showPerson(c, deps, { tried: { account, error } }, 422);
  }
  await linkFaces(deps, { actorId: c.var.session!.userId }, { from, to });
  return c.redirect(`/admin/people/${to}?done=link`, 303);
}

export function peopleRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/people', async (c) => {
      const read = (name: string) => c.req.query(name);
      const [name, state, after] = [textOf(read, 'name'), choiceOf(read, 'state', STATES), textOf(read, 'after', 256)];
      const { rows, next } = await listPeople(deps.db, { name, state, after });
      const filter = { name, state: state ?? '' };
      return adminPage(c, deps, { tab: 'people', title: c.var.t('admin.people') }, (v) => (
        <PeoplePage view={v} rows={rows} filter={filter} after={after} {...(next && { next })} />
      ));
    })
    .get('/admin/people/:id', (c) => {
      const notice = doneKey(c.req.query('done'));
      return showPerson(c, deps, notice ? { notice } : {});
    })
    .post('/admin/people/:id/link', (c) => link(c, deps))
    .post('/admin/people/:id/:act', async (c) => {
      const [userId, name] = [idOf(c.req.param('id')), c.req.param('act')];
      if (!isAct(name)) throw new AppError('not-found');
      await act(deps, { act: name satisfies Act, userId, actorId: c.var.session!.userId });
      return c.redirect(`/admin/people/${userId}?done=${name}`, 303);
    });
}
