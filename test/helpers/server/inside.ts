/**
 * A whole server inside the test process, behind a port: its networks are real, its database is its own, and a test
 * moves its clock on. It starts in a third of the processor's time of a server of its own, and the next one in less: it
 * takes over the networks (`vision/lent.ts`).
 */

import { newSetupCode } from '../../../src/admin/setup/setup-code.ts';
import type { Deps } from '../../../src/deps.ts';
import type { Logger } from '../../../src/log.ts';
import { createApp } from '../../../src/server/app.ts';
import type { Place } from '../../../src/server/bootstrap.ts';
import { lendEngine } from '../vision/lent.ts';
import { keepAssets } from './kept-assets.ts';
import { startRunning } from './running.ts';
import { freePort } from './server.ts';

export type Inside = {
  port: number;
  url: string;
  deps: Deps;
  /** Moves the server's clock on, so that an attempt ends without a wait for it. */
  forward(milliseconds: number): void;
  /** What a start prints for the first administrator. Empty where there is one. */
  output(): string;
  /** Ends the server and keeps its data folder. */
  close(): Promise<void>;
  /** Ends the server and removes its data folder. */
  stop(): Promise<void>;
};

type InsideOptions = {
  env?: Record<string, string>;
  port?: number;
  data?: string;
  worker?: URL;
  engine?: Place['engine'];
  log?: Logger;
  keep?: boolean;
};

/**
 * Starts the server and waits until it can observe faces. One vision worker is enough for one person.
 * @param options.data a data folder, which `stop` removes. By default it is a new, empty one.
 * @param options.engine starts the vision engine. By default the networks stay for the next server.
 * @param options.keep whether browsers keep the assets (`keepAssets`).
 */
export async function startInside(options: InsideOptions = {}): Promise<Inside> {
  const { env = {}, port = await freePort(), data, worker, engine = lendEngine, log, keep = false } = options;
  const settings = { PORT: String(port), FACELOGIN_VISION_WORKERS: '1', ...(data && { FACELOGIN_DATA: data }), ...env };
  const running = await startRunning(settings, { engine, ...(worker && { worker }), ...(log && { log }) });
  let ahead = 0;
  const deps: Deps = { ...running.deps, clock: () => new Date(Date.now() + ahead) };
  const app = createApp(deps, running.assets);
  const code = await newSetupCode(deps);
  const listening = Bun.serve({
    ...{ hostname: deps.config.host, port, maxRequestBodySize: 32 * 1_048_576, idleTimeout: 30 },
    fetch: (request, bun) => {
      const answer = app.fetch(request, { remoteAddress: bun.requestIP(request)?.address ?? '' });
      return keep ? keepAssets(request, answer) : answer;
    },
  });
  return {
    ...{ port, url: `http://localhost:${port}`, deps },
    forward: (milliseconds) => {
      ahead += milliseconds;
    },
    output: () => (code ? `type ${code}` : ''),
    async close() {
      await listening.stop(true);
      await running.close();
    },
    async stop() {
      await listening.stop(true);
      await running.stop();
    },
  };
}
