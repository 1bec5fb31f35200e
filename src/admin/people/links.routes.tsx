/** Links that an administrator hands over: for a new password, or for a registration. The page shows each link once. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { LinkPage } from '../../../templates/admin/link.tsx';
import { createInvite } from '../../accounts/links/invites.store.ts';
import { createReset, RESET_HOURS, resetHref } from '../../accounts/links/resets.store.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { happened } from '../../events/events.store.ts';
import type { Env } from '../../http/env.ts';
import { policyFor } from '../../policy/policy.ts';
import { isId } from '../query.ts';
import { adminPage } from '../show.tsx';
import { findPerson } from './people.store.ts';

async function resetLink(c: Context<Env>, deps: Deps) {
  const { db, clock, config } = deps;
  const id = c.req.param('id') ?? '';
  const now = clock();
  const found = isId(id) ? await findPerson(db, id, now) : undefined;
  if (!found) throw new AppError('not-found');
  const actorId = c.var.session!.userId;
  const token = await db.transaction((tx) => createReset(tx, { userId: id, now, actorId }));
  const { username } = found.user;
  return adminPage(c, deps, { tab: 'people', title: c.var.t('admin.link.reset') }, (v) => (
    <LinkPage
      view={v}
      lead={v.t('admin.link.reset.lead', { name: username, hours: RESET_HOURS })}
      href={resetHref(config.publicUrl, token)}
      back={`/admin/people/${id}`}
    />
  ));
}

async function inviteLink(c: Context<Env>, deps: Deps) {
  const { db, clock, config } = deps;
  const [now, { userId }] = [clock(), c.var.session!];
  const { token } = await db.transaction(async (tx) => {
    await happened(tx, { at: now, userId, kind: 'invite-made' });
    return createInvite(tx, now);
  });
  const { registration } = policyFor(deps);
  const matters = registration === 'invite';
  return adminPage(c, deps, { tab: 'people', title: c.var.t('admin.link.invite') }, (v) => (
    <LinkPage
      view={v}
      lead={v.t('admin.link.invite.lead')}
      href={`${config.publicUrl}/register?invite=${token}`}
      back="/admin/people"
      {...(!matters && { caution: v.t('admin.link.invite.matters', { registration }) })}
    />
  ));
}

export function linkRoutes(deps: Deps) {
  return new Hono<Env>()
    .post('/admin/people/:id/reset-link', (c) => resetLink(c, deps))
    .post('/admin/invites', (c) => inviteLink(c, deps));
}
