/** Sends a table as a file and records it in the audit trail. */
import type { Context } from 'hono';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import type { Env } from '../http/env.ts';

const TYPES = { csv: 'text/csv', json: 'application/json' } as const;

/** @param file.body the table. The browser receives it while the server reads it. @param file.as default: CSV. */
export async function download(
  c: Context<Env>,
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  file: {
    what: 'attempts' | 'audit' | 'attendance' | 'people';
    body: ReadableStream<Uint8Array>;
    as?: keyof typeof TYPES;
  },
): Promise<Response> {
  const [at, { userId }] = [clock(), c.var.session!];
  await happened(db, { at, userId, kind: 'exported', detail: { what: file.what } });
  const { what, as = 'csv' } = file;
  const day = at.toISOString().slice(0, 10);
  c.header('Content-Type', `${TYPES[as]}; charset=utf-8`);
  c.header('Content-Disposition', `attachment; filename="facelogin-${what}-${day}.${as}"`);
  return c.body(file.body);
}
