/** `/admin/groups`: the groups, their members, and the groups of one person. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { GroupPage } from '../../../templates/admin/groups/group.tsx';
import { GroupsPage } from '../../../templates/admin/groups/groups.tsx';
import { listGroups } from '../../applications/groups.store.ts';
import type { Deps } from '../../deps.ts';
import { AppError, type FieldErrors } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import { readForm } from '../../http/body/valid.ts';
import type { Env } from '../../http/env.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { canBeName } from '../people/names.store.ts';
import { findIdByName, findPerson } from '../people/people.store.ts';
import { idOf, textOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { changeMember, groupOf, makeGroup, remove, rename } from './change.ts';
import { applicationsFor, listMembers } from './members.store.ts';
import { groupForm } from './name.ts';

/** What a page says after an act, by the word in its address. */
const DONE: Record<string, MessageKey> = {
  added: 'admin.group.done.added',
  removed: 'admin.group.done.removed',
  renamed: 'admin.group.done.renamed',
  'put-in': 'admin.group.done.put-in',
  'taken-out': 'admin.group.done.taken-out',
};

function noticeOf(c: Context<Env>): { notice?: MessageKey } {
  const done = c.req.query('done') ?? '';
  return Object.hasOwn(DONE, done) ? { notice: DONE[done]! } : {};
}

type Typed = { name?: string; username?: string; errors?: FieldErrors };

async function groupsPage(c: Context<Env>, deps: Deps, { name = '', errors = {} }: Typed = {}) {
  const rows = await listGroups(deps.db);
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return adminPage(c, deps, { tab: 'groups', title: c.var.t('admin.groups'), status }, (v) => (
    <GroupsPage view={v} rows={rows} name={name} errors={errors} {...noticeOf(c)} />
  ));
}

async function groupPage(c: Context<Env>, deps: Deps, { name, username = '', errors = {} }: Typed = {}) {
  const group = await groupOf(deps.db, idOf(c.req.param('id')));
  const read = (key: string) => c.req.query(key);
  const [search, after] = [textOf(read, 'member'), textOf(read, 'after', 256)];
  const { rows, next } = await listMembers(deps.db, group.id, { name: search, after });
  const applications = await applicationsFor(deps.db, group.id);
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  const typed = { name: name ?? group.name, username };
  return adminPage(c, deps, { tab: 'groups', title: group.name, status }, (v) => (
    <GroupPage
      view={v}
      group={group}
      members={rows}
      {...{ applications, search, after, typed, errors, ...noticeOf(c), ...(next && { next }) }}
    />
  ));
}

async function addMember(c: Context<Env>, deps: Deps) {
  const group = await groupOf(deps.db, idOf(c.req.param('id')));
  const username = String((await formData(c)).get('username') ?? '');
  const userId = canBeName(username) ? await findIdByName(deps.db, username.trim()) : null;
  if (userId === null) return groupPage(c, deps, { username, errors: { username: 'field.person.unknown' } });
  await changeMember(deps, { id: group.id, userId, actorId: c.var.session!.userId, member: true });
  return c.redirect(`/admin/groups/${group.id}?done=put-in`, 303);
}

async function addOne(c: Context<Env>, deps: Deps) {
  const form = await readForm(c, groupForm);
  if (!form.ok) return groupsPage(c, deps, { name: form.values.name ?? '', errors: form.errors });
  const { name } = form.data;
  const id = await makeGroup(deps, { name, actorId: c.var.session!.userId });
  if (id === undefined) return groupsPage(c, deps, { name, errors: { name: 'field.group.taken' } });
  return c.redirect(`/admin/groups/${id}?done=added`, 303);
}

async function renameOne(c: Context<Env>, deps: Deps) {
  const id = idOf(c.req.param('id'));
  const form = await readForm(c, groupForm);
  if (!form.ok) return groupPage(c, deps, { name: form.values.name ?? '', errors: form.errors });
  const { name } = form.data;
  const renamed = await rename(deps, { id, name, actorId: c.var.session!.userId });
  if (!renamed) return groupPage(c, deps, { name, errors: { name: 'field.group.taken' } });
  return c.redirect(`/admin/groups/${id}?done=renamed`, 303);
}

/** The same from a person's page. */
async function changeOfPerson(c: Context<Env>, deps: Deps, groupId: string, member: boolean) {
  const userId = idOf(c.req.param('id'));
  if (!(await findPerson(deps.db, userId, deps.clock()))) throw new AppError('not-found');
  await changeMember(deps, { id: idOf(groupId), userId, actorId: c.var.session!.userId, member });
  return c.redirect(`/admin/people/${userId}?done=${member ? 'put-in' : 'taken-out'}#groups-title`, 303);
}

export function groupRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/groups', (c) => groupsPage(c, deps))
    .post('/admin/groups', (c) => addOne(c, deps))
    .get('/admin/groups/:id', (c) => groupPage(c, deps))
    .post('/admin/groups/:id/rename', (c) => renameOne(c, deps))
    .post('/admin/groups/:id/members', (c) => addMember(c, deps))
    .post('/admin/groups/:id/members/:userId/remove', async (c) => {
      const [id, userId] = [idOf(c.req.param('id')), idOf(c.req.param('userId'))];
      await changeMember(deps, { id, userId, actorId: c.var.session!.userId, member: false });
      return c.redirect(`/admin/groups/${id}?done=taken-out`, 303);
    })
    .post('/admin/groups/:id/remove', async (c) => {
      await remove(deps, { id: idOf(c.req.param('id')), actorId: c.var.session!.userId });
      return c.redirect('/admin/groups?done=removed', 303);
    })
    .post('/admin/people/:id/groups', async (c) => {
      const group = String((await formData(c)).get('group') ?? '');
      return changeOfPerson(c, deps, group, true);
    })
    .post('/admin/people/:id/groups/:groupId/remove', (c) => changeOfPerson(c, deps, c.req.param('groupId'), false));
}
