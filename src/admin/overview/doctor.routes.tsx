/** `/admin/doctor`: the running server makes the doctor's checks. The page comes at once, the findings follow. */
import { Hono } from 'hono';
import { DoctorPage, Findings } from '../../../templates/admin/doctor.tsx';
import { keyProblem } from '../../db/keycheck.ts';
import type { Deps } from '../../deps.ts';
import {
  checkAddress,
  checkHttps,
  checkKey,
  checkLiveness,
  checkModels,
  checkOpencv,
  checkWorker,
} from '../../doctor/checks.ts';
import { type Check, type Found, find, found } from '../../doctor/finding.ts';
import { limitations } from '../../doctor/limitations.ts';
import { proxyChecks } from '../../doctor/proxy.ts';
import type { Env } from '../../http/env.ts';
import { fragment, view } from '../../http/render.tsx';
import { adminPage } from '../show.tsx';
import { databaseVersion } from './overview.store.ts';

async function checkDatabase({ db, config }: Pick<Deps, 'db' | 'config'>): Promise<Found> {
  const kind = config.databaseUrl ? 'PostgreSQL' : 'PGlite';
  return found('ok', 'doctor.database.ok', { kind, version: await databaseVersion(db) });
}

/** Runs all checks at once. The slowest waits five seconds for an address that does not answer. */
function examine({ db, config, keys, vision, proxies }: Deps) {
  const checks: Check[] = [
    { what: 'database', run: () => checkDatabase({ db, config }) },
    { what: 'key', run: async () => checkKey(keys, await keyProblem(db, keys)) },
    { what: 'models', run: checkModels },
    { what: 'liveness', run: () => checkLiveness(config) },
    { what: 'worker', run: async () => checkWorker(vision.status()) },
    { what: 'opencv', run: () => checkOpencv(config, true) },
    { what: 'address', run: () => checkAddress(config) },
    { what: 'https', run: () => checkHttps(config) },
    ...proxyChecks(config, proxies.seen()),
  ];
  return Promise.all(checks.map(find));
}

export function doctorRoutes(deps: Deps) {
  const { config, vision, liveness } = deps;
  return new Hono<Env>()
    .get('/admin/doctor', (c) => {
      const limits = limitations(config, vision.status(), liveness);
      return adminPage(c, deps, { tab: 'doctor', title: c.var.t('doctor.title') }, (v) => (
        <DoctorPage view={v} limits={limits} />
      ));
    })
    .get('/admin/doctor/checks', async (c) => {
      const v = view(c, config);
      const body = <Findings view={v} findings={await examine(deps)} />;
      // A browser without scripts follows the link to here and needs a whole page.
      if (c.req.header('HX-Request') === 'true') return fragment(c, body);
      return adminPage(c, deps, { tab: 'doctor', title: c.var.t('doctor.title') }, () => body);
    });
}
