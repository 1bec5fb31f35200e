/** `/admin`: the overview. */
import { Hono } from 'hono';
import { OverviewPage } from '../../../templates/admin/overview.tsx';
import type { Deps } from '../../deps.ts';
import { checkWorker } from '../../doctor/checks.ts';
import { limitations } from '../../doctor/limitations.ts';
import type { Env } from '../../http/env.ts';
import { adminPage } from '../show.tsx';
import { reminderOf } from '../wizard/steps.ts';
import { BIN } from './charts.store.ts';
import { chartsOf, RANGES } from './charts.ts';
import { countAttempts, countPeople } from './overview.store.ts';

const DAY_MS = 24 * 3_600_000;

export function overviewRoutes(deps: Deps) {
  const { db, clock, config, vision, liveness } = deps;
  return new Hono<Env>().get('/admin', async (c) => {
    const now = clock();
    const range = RANGES.find((days) => String(days) === c.req.query('days')) ?? 30;
    const people = await countPeople(db, now);
    const attempts = await countAttempts(db, { since: new Date(now.getTime() - DAY_MS), now });
    const charts = { ...(await chartsOf(deps, range)), width: BIN, range };
    const worker = checkWorker(vision.status());
    const broken = worker.state === 'broken' ? [worker.text] : [];
    const setup = await reminderOf(deps, c.var.session!.userId);
    const warnings = [...broken, ...limitations(config, vision.status(), liveness)];
    return adminPage(c, deps, { tab: 'overview', title: c.var.t('admin.overview') }, (v) => (
      <OverviewPage
        view={v}
        people={people}
        attempts={attempts}
        charts={charts}
        ranges={RANGES}
        warnings={warnings}
        setup={setup}
      />
    ));
  });
}
