/** `facelogin doctor`: what works, what is limited, what is broken, and what to do about each. */
import { type Config, isHttps, loadConfig } from '../config.ts';
import { askServer } from '../control/socket.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { keyProblem } from '../db/keycheck.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { limitations } from '../limitations.ts';
import { silentLog } from '../log.ts';
import { createEngine } from '../vision/engine.ts';
import { checkLivenessModels, livenessPolicy, needsModels } from '../vision/liveness/rule.ts';
import { findModels, loadModel, MODELS } from '../vision/models.ts';
import type { EngineStatus } from '../vision/protocol.ts';
import { opencvIsBuilt, opencvProblem } from '../vision/recognizers/lbph.addon.ts';
import { onDatabase } from './data.ts';
import { projectRoot, workerUrl } from './place.ts';

type Finding = { state: 'ok' | 'limited' | 'broken'; what: string; told: string };
type Check = { what: string; run: () => Promise<Omit<Finding, 'what'>> };

const MARKS = { ok: ' ok ', limited: ' -- ', broken: ' !! ' };

async function database(config: Config, running: boolean): Promise<Omit<Finding, 'what'>> {
  if (running) return { state: 'ok', told: 'in use by the running server' };
  const { db, close, kind, version } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot, config });
    return {
      state: 'ok',
      told: `${kind === 'pglite' ? 'embedded PGlite' : 'PostgreSQL'} ${version}, schema up to date`,
    };
  } finally {
    await close();
  }
}

type ServerStatus = { vision: EngineStatus; keyProblem?: string };

/** The keys on the disk, and whether what is stored can be read with them. */
async function templateKey(config: Config, server: ServerStatus | undefined): Promise<Omit<Finding, 'what'>> {
  const keys = loadTemplateKeys(config);
  const problem = server ? server.keyProblem : await onDatabase(config, ({ db }) => keyProblem(db, keys));
  if (problem) return { state: 'broken', told: problem };
  const former = keys.keyIds().length - 1;
  const told = former > 0 ? `, and ${former} former to read with` : '';
  return { state: 'ok', told: `${keys.keyId} encrypts${told}; everything stored can be read` };
}

async function models(): Promise<Omit<Finding, 'what'>> {
  const folder = findModels();
  for (const name of Object.keys(MODELS) as (keyof typeof MODELS)[]) await loadModel(name, folder);
  return { state: 'ok', told: `${Object.keys(MODELS).length} files, checked by SHA-256` };
}

async function liveness(config: Config): Promise<Omit<Finding, 'what'>> {
  if (config.liveness === 'off') return { state: 'limited', told: 'switched off (FACELOGIN_LIVENESS)' };
  try {
    await checkLivenessModels(config.modelsDir);
    return { state: 'ok', told: `the networks in ${config.modelsDir} are the ones that were measured` };
  } catch (error) {
    // Asked for and missing, the server does not start; where it is left open, it does without.
    return { state: needsModels(config) ? 'broken' : 'limited', told: (error as Error).message };
  }
}

async function worker(config: Config, running: EngineStatus | undefined): Promise<Omit<Finding, 'what'>> {
  if (running) {
    const told = `${running.state}, ${running.people} people, ${running.templates} templates (loaded in ${(running.galleryMs / 1000).toFixed(1)} s), ${running.restarts} restarts`;
    return running.state === 'ready'
      ? { state: 'ok', told }
      : { state: 'broken', told: `${told}. ${running.problem ?? ''} See the server's log.` };
  }
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
    return { state: 'ok', told: 'starts, loads the models and stops' };
  } finally {
    await engine.close();
  }
}

async function opencv({ lbphBackend }: Config, running: boolean): Promise<Omit<Finding, 'what'>> {
  const asked = lbphBackend === 'opencv';
  const problem = opencvProblem(findModels());
  // The running server has found out for itself, on its own runtime.
  if (asked && problem && !running) return { state: 'broken', told: `FACELOGIN_LBPH_BACKEND=opencv. ${problem}` };
  if (opencvIsBuilt(findModels())) {
    return {
      state: 'ok',
      told: `built; ${asked ? 'LBPH runs on it' : "npm test compares our LBPH with OpenCV's own"}`,
    };
  }
  return {
    state: 'limited',
    told: 'not built; nothing needs it but FACELOGIN_LBPH_BACKEND=opencv and the comparison. To build it: npm run opencv:build',
  };
}

async function address(config: Config): Promise<Omit<Finding, 'what'>> {
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const body = (await response.json()) as { status?: string };
    if (body.status === undefined) throw new SyntaxError('no status');
    return { state: 'ok', told: `a FaceLogin answers on ${config.host}:${config.port} (${body.status})` };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return {
        state: 'broken',
        told: `something else answers on ${config.host}:${config.port}. Set PORT to a free one.`,
      };
    }
    return { state: 'limited', told: `nothing answers on ${config.host}:${config.port}. To start: npm start` };
  }
}

async function https(config: Config): Promise<Omit<Finding, 'what'>> {
  if (!isHttps(config)) {
    return {
      state: 'limited',
      told: `${config.publicUrl} works on this machine only: no browser opens a camera over plain http from elsewhere. For others: Caddy and FACELOGIN_PUBLIC_URL (see README, HTTPS).`,
    };
  }
  try {
    const response = await fetch(`${config.publicUrl}/health`, { signal: AbortSignal.timeout(5_000) });
    return response.status === 200
      ? { state: 'ok', told: `${config.publicUrl} answers` }
      : {
          state: 'broken',
          told: `${config.publicUrl} answers ${response.status}. Is Caddy's FACELOGIN_UPSTREAM this server?`,
        };
  } catch (error) {
    return {
      state: 'broken',
      told: `${config.publicUrl} does not answer from here (${(error as Error).message}). Is Caddy running, and does this machine trust its certificate?`,
    };
  }
}

async function find({ what, run }: Check): Promise<Finding> {
  try {
    return { what, ...(await run()) };
  } catch (error) {
    return { what, state: 'broken', told: error instanceof Error ? error.message : String(error) };
  }
}

/** Prints one line a check. @returns 0 where nothing is broken, else 1. */
export async function doctor(): Promise<number> {
  const config = loadConfig();
  const server = await askServer<ServerStatus>(config, 'status');
  const checks: Check[] = [
    { what: 'Database', run: () => database(config, server !== undefined) },
    { what: 'Template key', run: () => templateKey(config, server) },
    { what: 'Models', run: models },
    { what: 'Liveness', run: () => liveness(config) },
    { what: 'Vision worker', run: () => worker(config, server?.vision) },
    { what: 'Native OpenCV', run: () => opencv(config, server !== undefined) },
    { what: 'Address', run: () => address(config) },
    { what: 'HTTPS', run: () => https(config) },
  ];
  let broken = 0;
  for (const check of checks) {
    const { state, what, told } = await find(check);
    if (state === 'broken') broken++;
    process.stdout.write(`[${MARKS[state]}] ${what}: ${told}\n`);
  }
  const live = await livenessPolicy(config).catch(() => ({ challenge: false }));
  for (const line of limitations(config, server?.vision.people ?? 0, live))
    process.stdout.write(`[${MARKS.limited}] ${line}\n`);
  return broken === 0 ? 0 : 1;
}
