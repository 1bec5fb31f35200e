/** The checks that open no database. A running server and the command line make them. */
import { type Config, isHttps } from '../config.ts';
import type { TemplateKeys } from '../crypto/templates.ts';
import type { MessageKey } from '../i18n/index.ts';
import { checkLivenessModels, needsModels } from '../vision/liveness/rule.ts';
import { findModels, loadModel, MODELS } from '../vision/models/models.ts';
import type { EngineStatus } from '../vision/protocol.ts';
import { opencvIsBuilt, opencvProblem } from '../vision/recognizers/lbph/addon.ts';
import { type Found, found, foundBy } from './finding.ts';
import { checkPace } from './pace.ts';

/** Milliseconds to wait for an answer: from this server, and through the proxy. */
const ADDRESS_MS = 2_000;
const PROXY_MS = 5_000;

/** @param problem stored data that no key can read, in one line. */
export function checkKey(keys: Pick<TemplateKeys, 'keyId' | 'keyIds'>, problem: string | undefined): Found {
  if (problem) return foundBy(problem, 'broken', 'doctor.key.broken');
  const former = keys.keyIds().length - 1;
  return found('ok', former > 0 ? 'doctor.key.former' : 'doctor.key.ok', { key: keys.keyId, former });
}

export async function checkModels(): Promise<Found> {
  const names = Object.keys(MODELS) as (keyof typeof MODELS)[];
  for (const name of names) await loadModel(name, findModels());
  return found('ok', 'doctor.models.ok', { files: names.length });
}

export async function checkLiveness(config: Pick<Config, 'liveness' | 'modelsDir'>): Promise<Found> {
  if (config.liveness === 'off') return found('limited', 'doctor.liveness.off');
  try {
    await checkLivenessModels(config.modelsDir);
    return found('ok', 'doctor.liveness.ok', { folder: config.modelsDir });
  } catch (error) {
    // Without required networks the server does not start. Without optional ones it runs with fewer checks.
    const command = 'npm run facelogin -- models fetch';
    return foundBy((error as Error).message, needsModels(config) ? 'broken' : 'limited', 'doctor.liveness.none', {
      command,
    });
  }
}

/** The workers of a running server. */
export function checkWorker(status: EngineStatus): Found {
  const { state, workers, workersReady, galleryMs, frameMs, problem, people, templates, restarts } = status;
  const seconds = (galleryMs / 1000).toFixed(1);
  const vars = { people, templates, restarts, workers, workersReady, seconds, frameMs };
  const say = (as: Found['state'], key: MessageKey) =>
    problem ? foundBy(problem, as, key, vars) : found(as, key, vars);
  if (state !== 'ready') return say('broken', 'doctor.worker.broken');
  const slow = checkPace(status);
  if (slow) return slow;
  return workersReady < workers ? say('limited', 'doctor.worker.fewer') : found('ok', 'doctor.worker.ok', vars);
}

/** @param running a server runs: it has loaded OpenCV on its own runtime, which may not be that of this process. */
export async function checkOpencv({ lbphBackend }: Pick<Config, 'lbphBackend'>, running: boolean): Promise<Found> {
  const asked = lbphBackend === 'opencv';
  const problem = opencvProblem(findModels());
  if (asked && problem && !running) return foundBy(problem, 'broken', 'doctor.opencv.broken');
  if (!opencvIsBuilt(findModels())) return found('limited', 'doctor.opencv.none');
  return found('ok', asked ? 'doctor.opencv.used' : 'doctor.opencv.built');
}

export async function checkAddress(config: Pick<Config, 'host' | 'port'>): Promise<Found> {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const vars = { address: `${config.host}:${config.port}` };
  try {
    const response = await fetch(`http://${host}:${config.port}/health`, { signal: AbortSignal.timeout(ADDRESS_MS) });
    const body = (await response.json()) as { status?: string };
    if (body.status === undefined) throw new SyntaxError('no status');
    return found('ok', 'doctor.address.ok', { ...vars, status: body.status });
  } catch (error) {
    const other = error instanceof SyntaxError;
    return found(other ? 'broken' : 'limited', other ? 'doctor.address.other' : 'doctor.address.none', vars);
  }
}

export async function checkHttps(config: Pick<Config, 'publicUrl'>): Promise<Found> {
  const { publicUrl: url } = config;
  if (!isHttps(config)) return found('limited', 'doctor.https.none', { url });
  try {
    const { status } = await fetch(`${url}/health`, { signal: AbortSignal.timeout(PROXY_MS) });
    return status === 200
      ? found('ok', 'doctor.https.ok', { url })
      : found('broken', 'doctor.https.status', { url, status });
  } catch (error) {
    return foundBy((error as Error).message, 'broken', 'doctor.https.broken', { url });
  }
}
