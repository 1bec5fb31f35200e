/** `/admin/audit`: the audit trail. */
import { Hono } from 'hono';
import { AuditPage } from '../../../templates/admin/audit.tsx';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import { TRAIL_KINDS } from '../../events/events.store.ts';
import type { Env } from '../../http/env.ts';
import { download } from '../download.ts';
import { findIdByName } from '../people/people.store.ts';
import { choiceOf, cursorOf, dayAfter, dayOf, pageOf, type Read, textOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { type AuditFilter, listAudit } from './audit.store.ts';
import { exportAudit } from './export.ts';

/** Reads the filter of a request. `shown`: its values as the form shows them again. */
async function filterOf(db: Queryable, read: Read) {
  const [kind, person] = [choiceOf(read, 'kind', TRAIL_KINDS), textOf(read, 'person')];
  const [from, to] = [dayOf(read, 'from'), dayOf(read, 'to')];
  const day = (date: Date | undefined) => date?.toISOString().slice(0, 10) ?? '';
  const filter: AuditFilter = { kind, from, to: to && dayAfter(to) };
  if (person) filter.person = await findIdByName(db, person);
  return { filter, shown: { kind: kind ?? '', person, from: day(from), to: day(to) } };
}

export function auditRoutes(deps: Deps) {
  const { db } = deps;
  return new Hono<Env>()
    .get('/admin/audit', async (c) => {
      const read = (name: string) => c.req.query(name);
      const { filter, shown } = await filterOf(db, read);
      const after = cursorOf(read);
      const page = pageOf(await listAudit(db, filter, { after }));
      return adminPage(c, deps, { tab: 'audit', title: c.var.t('admin.audit') }, (v) => (
        <AuditPage view={v} kinds={TRAIL_KINDS} filter={shown} later={after !== undefined} {...page} />
      ));
    })
    .get('/admin/audit.csv', async (c) => {
      const { filter } = await filterOf(db, (name) => c.req.query(name));
      return download(c, deps, { what: 'audit', body: exportAudit(db, filter) });
    });
}
