/** Sends a table as a file and records it in the audit trail. */
import type { Context } from 'hono';
import type { Deps } from '../deps.ts';
import { happened } from '../events/events.store.ts';
import type { Env } from '../http/env.ts';

/** @param file.body the table. The browser receives it while the server reads it. */
export async function download(
  c: Context<Env>,
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  file: { what: 'attempts' | 'audit' | 'attendance'; body: ReadableStream<Uint8Array> },
): Promise<Response> {
  const [at, { userId }] = [clock(), c.var.session!];
  await happened(db, { at, userId, kind: 'exported', detail: { what: file.what } });
  const day = at.toISOString().slice(0, 10);
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', `attachment; filename="facelogin-${file.what}-${day}.csv"`);
  return c.body(file.body);
}
