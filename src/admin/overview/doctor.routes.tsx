/** `/admin/doctor`: the doctor's checks, made by the running server. The page comes at once, the checks after it. */
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
import type { Env } from '../../http/env.ts';
import { fragment, view } from '../../http/render.tsx';
import { adminPage } from '../show.tsx';
import { databaseVersion } from './overview.store.ts';

async function checkDatabase({ db, config }: Pick<Deps, 'db' | 'config'>): Promise<Found> {
  const kind = config.databaseUrl ? 'PostgreSQL' : 'PGlite';
  return found('ok', 'doctor.database.ok', { kind, version: await databaseVersion(db) });
}

/** All of them at once: the slowest waits five seconds for an address that does not answer. */
function examine({ db, config, keys, vision }: Deps) {
  const checks: Check[] = [
    { what: 'database', run: () => checkDatabase({ db, config }) },
    { what: 'key', run: async () => checkKey(keys, await keyProblem(db, keys)) },
    { what: 'models', run: checkModels },
    { what: 'liveness', run: () => checkLiveness(config) },
    { what: 'worker', run: async () => checkWorker(vision.status()) },
    { what: 'opencv', run: () => checkOpencv(config, true) },
    { what: 'address', run: () => checkAddress(config) },
    { what: 'https', run: () => checkHttps(config) },
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
      // Without a script the link leads here: then it is a page of its own.
      if (c.req.header('HX-Request') === 'true') return fragment(c, body);
      return adminPage(c, deps, { tab: 'doctor', title: c.var.t('doctor.title') }, () => body);
    });
}
