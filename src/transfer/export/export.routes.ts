/** `/admin/people/export.csv` and `.json`. */
import { Hono } from 'hono';
import { download } from '../../admin/download.ts';
import type { Deps } from '../../deps.ts';
import type { Env } from '../../http/env.ts';
import { exportPeople, FORMATS, type Format } from './export.ts';

/** It reads the next people when the client has taken those before. */
function streamOf(deps: Pick<Deps, 'db' | 'config'>, format: Format): ReadableStream<Uint8Array> {
  const pieces = exportPeople(deps, format);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
}

export function exportRoutes(deps: Deps) {
  const app = new Hono<Env>();
  for (const as of FORMATS) {
    app.get(`/admin/people/export.${as}`, (c) => download(c, deps, { what: 'people', as, body: streamOf(deps, as) }));
  }
  return app;
}
