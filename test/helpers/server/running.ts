/** Whole servers inside the test process, each with its own data folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config.ts';
import { type Logger, silentLog } from '../../../src/log.ts';
import { bootstrap, type Place, type Running } from '../../../src/server/bootstrap.ts';
import { putBlank } from '../data/blank.ts';
import { projectRoot } from '../root.ts';

export const KEY = '07'.repeat(32);
const workerUrl = new URL('../../../src/vision/workers/vision.worker.ts', import.meta.url);

/** `engine`: starts the vision engine. By default each server has its own. */
type RunningOptions = { worker?: URL; onFatal?: (reason: string) => void; engine?: Place['engine']; log?: Logger };

/** Starts a server and waits until it can observe faces. `stop` also removes the data folder. */
export async function startRunning(
  env: Record<string, string>,
  { worker = workerUrl, onFatal = () => {}, engine, log = silentLog }: RunningOptions = {},
): Promise<Running & { data: string; stop(): Promise<void> }> {
  const data = env.FACELOGIN_DATA ?? mkdtempSync(join(tmpdir(), 'facelogin-running-'));
  if (!env.DATABASE_URL) await putBlank(data);
  const given = { FACELOGIN_TEMPLATE_KEY: KEY, FACELOGIN_DATA: data, ...env };
  const place = { root: projectRoot, workerUrl: worker, ...(engine && { engine }) };
  const running = await bootstrap(loadConfig(given), place, log, onFatal, given);
  await running.ready;
  const stop = async () => {
    await running.close();
    rmSync(data, { recursive: true, force: true });
  };
  return { ...running, data, stop };
}
