/** From settings to a running server: opens every part in order, and closes them in reverse. */

import type { Config } from '../config.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { keyProblem } from '../db/keycheck.ts';
import type { Changes } from '../db/listen.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { tellOfProxy } from '../doctor/proxy.ts';
import { createOutbox } from '../events/outbox.ts';
import { type GalleryOwner, galleryReader } from '../faces/gallery.ts';
import { loadGallery } from '../faces/load.ts';
import { type Assets, loadAssets } from '../http/assets.ts';
import type { Logger } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { keepTelling } from '../oidc/sessions/backchannel.ts';
import { policyFor } from '../policy/policy.ts';
import { mayIdentify } from '../policy/rule.ts';
import { createProxyNotes } from '../proxies.ts';
import { createTuning, type Tuning } from '../tuning/tuning.ts';
import { type Environment, tunedConfig } from '../tuning/values.ts';
import type { GalleryResult } from '../vision/gallery/measure.ts';
import { livenessPolicy } from '../vision/liveness/rule.ts';
import { findModels } from '../vision/models/models.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import type { createEngine } from '../vision/workers/engine.ts';
import { keepSending } from '../webhooks/sender.ts';
import { commandsOn, visionCommandsOn } from './commands.ts';
import { keepTidy } from './housekeeping.ts';
import { listenForCommands } from './socket.ts';
import { requireBackend, startVision } from './vision.ts';

/**
 * Where things are. The sources under Bun and the bundle under Node have different places. `engine` starts the vision
 * engine: {@link createEngine} by default.
 */
export type Place = { root: string; workerUrl: URL; engine?: typeof createEngine };

export type Running = {
  deps: Deps;
  assets: Assets;
  /** Settles when the first vision worker has its models and the gallery. Rejects when it cannot load them. */
  ready: Promise<void>;
  close(): Promise<void>;
};

type Start = {
  config: Config;
  /** What `config` was made of. */
  env: Environment;
  place: Place;
  log: Logger;
  onFatal: (reason: string) => void;
};
/** Closes one part. */
type Step = () => Promise<void>;

/** `facelogin evaluate gallery`. It opens its own networks on this thread, so it loads them only on request. */
export async function evaluateEnrolled(
  deps: Pick<Deps, 'config' | 'liveness' | 'db' | 'keys' | 'log'>,
): Promise<GalleryResult> {
  const { evaluateGallery } = await import('../vision/gallery/measure.ts');
  const policy = policyFor(deps);
  const { recognizer, customModel, targetFmr, templates } = policy;
  return evaluateGallery({
    recognizer,
    customModel,
    modelsDir: findModels(),
    batches: loadGallery({ ...deps, recognizer }),
    targetFmr,
    templatesPerPerson: templates,
    comparedWith: (people) => (mayIdentify(policy, people) ? people : 1),
  });
}

/** Opens and migrates the database, and reads the template keys. */
async function openData({ config, place, log, onFatal }: Start, opened: Step[]) {
  const { db, close, kind, listen, requireNotifications } = await openDatabase(config, log, onFatal);
  opened.push(close);
  await requireNotifications();
  await migrateDatabase(db, { kind, root: place.root });
  const keys = loadTemplateKeys(config);
  const problem = await keyProblem(db, keys);
  if (problem) log.error(problem);
  return { db, keys, listen };
}

/** Whatever a server hears of its database. Notifications from before a connection are lost, so all is read again. */
function changesFor(gallery: GalleryOwner, tuning: Tuning): Changes {
  const listening = () => {
    gallery.changes.listening();
    tuning.follow();
  };
  return { ...gallery.changes, listening, settingsChanged: tuning.follow };
}

/** @param opened gets a step to close each part, as soon as the part is open. */
async function openAll(start: Start, opened: Step[]): Promise<Omit<Running, 'close'>> {
  const { place, log, env } = start;
  const { db, keys, listen } = await openData(start, opened);
  const { config, stored } = await tunedConfig(db, start);
  // Refuses a custom recognizer without thresholds before a sign-in needs one.
  calibrationOf(config.recognizer, config.customModel);
  const liveness = await livenessPolicy(config);
  const parts = { config, db, keys, liveness, log, metrics: createMetrics() };
  const proxies = createProxyNotes((note) => tellOfProxy(log, config, note));
  const { workerUrl, engine } = place;
  const { vision, gallery } = await startVision(parts, { workerUrl, onFatal: start.onFatal }, engine);
  opened.push(() => vision.close());
  const outbox = createOutbox(db, galleryReader(gallery));
  const clock = () => new Date();
  const { commit } = outbox;
  const tuning = createTuning({
    ...{ db, commit, env, config, stored, clock, log },
    base: start.config,
    live: { liveness, vision },
  });
  opened.push(gallery.stop, tuning.stop, await listen(changesFor(gallery, tuning)));
  const deps: Deps = { ...parts, proxies, vision, outbox, clock, tuning };
  opened.push(keepTidy(deps), keepTelling(deps), keepSending(deps));
  opened.push(
    await listenForCommands(config, {
      ...commandsOn(deps),
      ...visionCommandsOn(deps),
      status: async () => ({
        vision: vision.status(),
        keyProblem: await keyProblem(db, keys),
        proxies: proxies.seen(),
        settings: Object.fromEntries(tuning.stored()),
      }),
      'networks-changed': () => tuning.networksChanged(),
      evaluate: () => evaluateEnrolled(deps),
    }),
  );
  return { deps, assets: loadAssets(place.root), ready: vision.ready };
}

/**
 * Opens all that the server needs. A failure closes what is open by then.
 * @param onFatal is called when the process must end and start again (see `vision/workers/engine.ts`).
 * @param env what `config` was made of.
 * @throws {DatabaseError, ConfigError} with one line for the operator.
 */
export async function bootstrap(
  config: Config,
  place: Place,
  log: Logger,
  onFatal: (reason: string) => void,
  env: Environment = process.env,
): Promise<Running> {
  requireBackend(config);
  const opened: Step[] = [];
  const close = async () => {
    const failures: unknown[] = [];
    // One that fails keeps none of the others from its end: the last one unlocks the data folder.
    for (const step of opened.splice(0).reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    return { ...(await openAll({ config, env, place, log, onFatal }, opened)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
