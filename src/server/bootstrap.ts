/** From settings to a running server: everything opened in order, and closed in reverse. */

import { type Config, ConfigError } from '../config.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { keyProblem } from '../db/keycheck.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { type Database, openDatabase } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { createOutbox } from '../events/outbox.ts';
import { createGallery, type GalleryOwner, galleryReader } from '../faces/gallery.ts';
import { loadGallery } from '../faces/load.ts';
import { countPeople } from '../faces/templates.store.ts';
import { type Assets, loadAssets } from '../http/assets.ts';
import type { Logger } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { policyFor } from '../policy/policy.ts';
import { mayIdentify } from '../policy/rule.ts';
import type { GalleryResult } from '../vision/gallery/measure.ts';
import { livenessPolicy } from '../vision/liveness/rule.ts';
import { findModels } from '../vision/models/models.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import { opencvProblem } from '../vision/recognizers/lbph/addon.ts';
import { workersFor } from '../vision/workers/count.ts';
import { createEngine } from '../vision/workers/engine.ts';
import { commandsOn } from './commands.ts';
import { keepTidy } from './housekeeping.ts';
import { listenForCommands } from './socket.ts';

/** Where things are, which differs between the sources under Bun and the bundle under Node. */
export type Place = { root: string; workerUrl: URL };

export type Running = {
  deps: Deps;
  assets: Assets;
  /** Settles when the first vision worker has its models and the gallery; rejects when it cannot. */
  ready: Promise<void>;
  close(): Promise<void>;
};

/** `facelogin evaluate gallery`. It opens networks of its own on this thread, so they are loaded when it is asked. */
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

/** @throws {ConfigError} in one line, where OpenCV is asked for and cannot be had. */
function requireBackend({ lbphBackend }: Config): void {
  const problem = lbphBackend === 'opencv' ? opencvProblem(findModels()) : undefined;
  if (problem) throw new ConfigError(`Cannot use FACELOGIN_LBPH_BACKEND=opencv. ${problem}`);
}

async function countWorkers(config: Config, db: Database, log: Logger): Promise<number> {
  const { visionWorkers: asked, recognizer, lbphBackend } = config;
  const people = await countPeople(db, recognizer);
  const { workers, galleryTooLarge } = workersFor({ asked, recognizer, opencv: lbphBackend === 'opencv', people });
  if (galleryTooLarge) {
    const why = 'a second one would hold all of them in memory once more';
    log.info(`One vision worker for ${people} people: ${why}. To have it: FACELOGIN_VISION_WORKERS=2`);
  }
  return workers;
}

/**
 * Opens all that the server needs. What was opened before a failure is closed again.
 * @param onFatal the process must end and be started again (see `vision/workers/engine.ts`).
 * @throws {DatabaseError, ConfigError} with one line for the operator.
 */
export async function bootstrap(
  config: Config,
  place: Place,
  log: Logger,
  onFatal: (reason: string) => void,
): Promise<Running> {
  requireBackend(config);
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of opened.splice(0).reverse()) await step();
  };
  try {
    const { db, close: closeDatabase, kind, listen } = await openDatabase(config, log, onFatal);
    opened.push(closeDatabase);
    await migrateDatabase(db, { kind, root: place.root, config });
    const keys = loadTemplateKeys(config);
    const problem = await keyProblem(db, keys);
    if (problem) log.error(problem);
    // Refuses a recognizer of the operator's own that has no thresholds, before anybody can ask for a decision.
    calibrationOf(config.recognizer, config.customModel);
    const liveness = await livenessPolicy(config);
    const clock = () => new Date();
    const metrics = createMetrics();
    let gallery: GalleryOwner | undefined;
    const engine = createEngine({
      workerUrl: place.workerUrl,
      workers: await countWorkers(config, db, log),
      modelsDir: findModels(),
      recognizer: config.recognizer,
      customModel: config.customModel,
      ...(liveness.passive && { livenessDir: config.modelsDir }),
      lbphBackend: config.lbphBackend,
      restartable: config.lbphBackend !== 'opencv',
      loadGallery: () => loadGallery({ db, keys, log, recognizer: config.recognizer }),
      log,
      // What changed while the worker read is in no other message to it.
      onReady: () => gallery?.changes.listening(),
      onFatal,
      watch: metrics,
    });
    opened.push(() => engine.close());
    gallery = createGallery({ config, db, vision: engine, keys, log });
    opened.push(gallery.stop, await listen(gallery.changes));
    const outbox = createOutbox(db, galleryReader(gallery));
    const deps: Deps = { config, db, vision: engine, outbox, liveness, keys, clock, log, metrics };
    opened.push(keepTidy(deps));
    opened.push(
      await listenForCommands(config, {
        ...commandsOn(deps),
        status: async () => ({ vision: engine.status(), keyProblem: await keyProblem(db, keys) }),
        evaluate: () => evaluateEnrolled(deps),
      }),
    );
    return { deps, assets: loadAssets(place.root), ready: engine.ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}
