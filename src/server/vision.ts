/** Starts the vision workers and the owner of their gallery. */
import { type Config, ConfigError } from '../config.ts';
import type { Deps } from '../deps.ts';
import { createGallery, type GalleryOwner } from '../faces/gallery.ts';
import { loadGallery } from '../faces/load.ts';
import { countPeople } from '../faces/templates.store.ts';
import { allowedMiB, TWO_WORKERS_MIB } from '../memory.mjs';
import { findModels } from '../vision/models/models.ts';
import { opencvProblem } from '../vision/recognizers/lbph/addon.ts';
import { workersFor } from '../vision/workers/count.ts';
import { createEngine } from '../vision/workers/engine.ts';

/** @throws {ConfigError} in one line where the settings ask for OpenCV and this machine lacks it. */
export function requireBackend({ lbphBackend }: Config): void {
  const problem = lbphBackend === 'opencv' ? opencvProblem(findModels()) : undefined;
  if (problem) throw new ConfigError(`Cannot use FACELOGIN_LBPH_BACKEND=opencv. ${problem}`);
}

async function countWorkers({ config, db, log }: Pick<Deps, 'config' | 'db' | 'log'>): Promise<number> {
  const { visionWorkers: asked, recognizer, lbphBackend } = config;
  const people = await countPeople(db, recognizer);
  const allowed = allowedMiB();
  const opencv = lbphBackend === 'opencv';
  const enoughMemory = allowed >= TWO_WORKERS_MIB;
  const { workers, because } = workersFor({ asked, recognizer, opencv, people, enoughMemory });
  const why =
    because &&
    {
      gallery: `for ${people} people: a second one would hold all of them in memory once more`,
      memory: `in ${allowed} MiB of memory: with a second one the server takes up to ${TWO_WORKERS_MIB}`,
    }[because];
  if (why) log.info(`One vision worker ${why}. To have it: FACELOGIN_VISION_WORKERS=2`);
  return workers;
}

/** @param start.onFatal is called when the process must end and start again (see `vision/workers/engine.ts`). */
export async function startVision(
  deps: Pick<Deps, 'config' | 'db' | 'keys' | 'log' | 'liveness' | 'metrics'>,
  start: { workerUrl: URL; onFatal: (reason: string) => void },
  engine = createEngine,
): Promise<{ vision: ReturnType<typeof createEngine>; gallery: GalleryOwner }> {
  const { config, liveness, log, metrics } = deps;
  const { recognizer, customModel, lbphBackend, modelsDir } = config;
  let gallery: GalleryOwner | undefined;
  const vision = engine({
    ...start,
    workers: await countWorkers(deps),
    modelsDir: findModels(),
    recognizer,
    customModel,
    ...(liveness.passive && { livenessDir: modelsDir }),
    ...(liveness.otherMovement && { mesh: true }),
    lbphBackend,
    restartable: lbphBackend !== 'opencv',
    loadGallery: () => loadGallery({ ...deps, recognizer }),
    log,
    // No message tells the worker of a change during its load. The comparison finds it.
    onReady: () => gallery?.changes.listening(),
    watch: metrics,
  });
  gallery = createGallery({ ...deps, vision });
  return { vision, gallery };
}
