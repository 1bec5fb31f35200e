/** `facelogin doctor`: prints what works, what is limited, what is broken, and what to do about it. */
import { type Config, loadConfig } from '../config.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { keyProblem } from '../db/keycheck.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import {
  checkAddress,
  checkHttps,
  checkKey,
  checkLiveness,
  checkModels,
  checkOpencv,
  checkWorker,
} from '../doctor/checks.ts';
import { type Check, type Found, find, found, type Text } from '../doctor/finding.ts';
import { limitations } from '../doctor/limitations.ts';
import { checkPace } from '../doctor/pace.ts';
import { proxyChecks } from '../doctor/proxy.ts';
import { unknownSettings } from '../doctor/unknown-settings.ts';
import { translator } from '../i18n/index.ts';
import { silentLog } from '../log.ts';
import { asOwner, reachable } from '../owner/become.ts';
import type { ProxyNote } from '../proxies.ts';
import { askServer } from '../server/ask.ts';
import { configWith } from '../tuning/values.ts';
import { livenessPolicy } from '../vision/liveness/rule.ts';
import { findModels } from '../vision/models/models.ts';
import type { EngineStatus } from '../vision/protocol.ts';
import { createEngine } from '../vision/workers/engine.ts';
import { onDatabase } from './data.ts';
import { projectRoot, workerUrl } from './place.ts';

const MARKS = { ok: ' ok ', limited: ' -- ', broken: ' !! ' };

async function database(config: Config, running: boolean): Promise<Found> {
  if (running) return found('ok', 'doctor.database.running');
  return asOwner(config.data, async (reach) => {
    const opened = await openDatabase(reachable(config, reach), silentLog);
    const { db, close, kind, version, requireNotifications } = opened;
    try {
      await requireNotifications();
      await migrateDatabase(db, { kind, root: projectRoot });
      return found('ok', 'doctor.database.ok', { kind: kind === 'pglite' ? 'embedded PGlite' : 'PostgreSQL', version });
    } finally {
      await close();
    }
  });
}

type ServerStatus = {
  vision: EngineStatus;
  keyProblem?: string;
  proxies: ProxyNote[];
  /** The settings that were changed while it ran, by name. */
  settings: Record<string, string>;
};

/** The settings in force. Where the database does not open, a check tells of that. */
async function inForce(asked: Config, server: ServerStatus | undefined): Promise<Config> {
  try {
    if (server) return configWith(process.env, new Map(Object.entries(server.settings)));
    return await onDatabase(asked, async ({ tuning }) => configWith(process.env, tuning.stored()));
  } catch {
    return asked;
  }
}

/** Checks whether the keys on the disk can read what is stored. */
async function templateKey(config: Config, server: ServerStatus | undefined): Promise<Found> {
  const keys = await asOwner(config.data, async (reach) => loadTemplateKeys(reachable(config, reach)));
  const problem = server ? server.keyProblem : await onDatabase(config, ({ db }) => keyProblem(db, keys));
  return checkKey(keys, problem);
}

async function worker(config: Config, running: EngineStatus | undefined): Promise<Found> {
  if (running) return checkWorker(running);
  const engine = createEngine({
    workerUrl,
    modelsDir: findModels(),
    recognizer: config.recognizer,
    customModel: config.customModel,
    lbphBackend: config.lbphBackend,
    restartable: config.lbphBackend !== 'opencv',
    loadGallery: () => [],
    log: silentLog,
    onFatal: () => {},
  });
  try {
    await engine.ready;
    const status = engine.status();
    return checkPace(status) ?? found('ok', 'doctor.worker.starts', { frameMs: status.frameMs });
  } finally {
    await engine.close();
  }
}

/** Prints one line for each check. @returns 0 where nothing is broken, else 1. */
export async function doctor(): Promise<number> {
  const asked = loadConfig();
  const t = translator('en');
  const say = (state: Found['state'], { key, vars }: Text, what = '', told = '') =>
    void process.stdout.write(
      `[${MARKS[state]}] ${what}${[t(key, vars), told].filter(Boolean).join(told.includes('\n') ? '\n' : ' ')}\n`,
    );
  const server = await askServer<ServerStatus>(asked, 'status');
  const config = await inForce(asked, server);
  const checks: Check[] = [
    { what: 'database', run: () => database(config, server !== undefined) },
    { what: 'key', run: () => templateKey(config, server) },
    { what: 'models', run: checkModels },
    { what: 'liveness', run: () => checkLiveness(config) },
    { what: 'worker', run: () => worker(config, server?.vision) },
    { what: 'opencv', run: () => checkOpencv(config, server !== undefined) },
    { what: 'address', run: () => checkAddress(config) },
    { what: 'https', run: () => checkHttps(config) },
    ...proxyChecks(config, server?.proxies),
  ];
  let broken = 0;
  for (const check of checks) {
    const { state, what, text, told } = await find(check);
    if (state === 'broken') broken++;
    say(state, text, `${t(`doctor.what.${what}`)}: `, told);
  }
  const live = await livenessPolicy(config).catch(() => ({ challenge: false }));
  for (const line of unknownSettings()) process.stdout.write(`[${MARKS.limited}] ${line}\n`);
  for (const text of limitations(config, server?.vision ?? { people: 0 }, live)) say('limited', text);
  return broken === 0 ? 0 : 1;
}
