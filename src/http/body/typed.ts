/** What somebody typed into a form that was refused. The error page keeps it, and nothing is stored. */
import type { Context } from 'hono';
import { OWNER } from '../../../templates/parts/form.tsx';
import { FROM_FIELD, type Typed } from '../../../templates/parts/typed.tsx';
import type { Env } from '../env.ts';
import { safeNext, wayBack } from '../next.ts';
import { formData, isForm } from './capture.ts';

/** Bytes of a body that are read for its texts. The texts come before the files, in the order of the form. */
const START_BYTES = 65_536;
/** Fields that a page fills in itself. Alone they are nothing that somebody typed. */
const OF_THE_PAGE: readonly string[] = [OWNER.field, FROM_FIELD, 'next', 'id', 'which'];
/** Fields that no page may repeat. Their forms have to be filled in again. */
const SECRET = /password|code/;

async function start(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < START_BYTES; size += chunks.at(-1)!.length) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
  }
  reader.releaseLock();
  return Buffer.concat(chunks).subarray(0, START_BYTES);
}

/** Cuts the start of a body after its last whole field. */
function wholeFields(bytes: Buffer, type: string): Buffer {
  const boundary = /boundary="?([^";]+)/i.exec(type)?.[1];
  if (!boundary) return bytes.length < START_BYTES ? bytes : bytes.subarray(0, bytes.lastIndexOf('&'));
  const whole = bytes.subarray(0, Math.max(0, bytes.lastIndexOf(`--${boundary}`)));
  return Buffer.concat([whole, Buffer.from(`--${boundary}--\r\n`)]);
}

/** The form, as far as it can be read. Where nobody has read the body yet, only its start is read. */
async function readStart(c: Context<Env>): Promise<FormData> {
  const { body } = c.req.raw;
  if (!('formData' in c.req.bodyCache) && body && !body.locked) {
    const bytes = wholeFields(await start(body), c.req.header('Content-Type') ?? '');
    c.req.raw = new Request(c.req.raw, { body: new Uint8Array(bytes) });
  }
  return formData(c);
}

/**
 * The texts of a refused form of ours, to be sent again; undefined where nothing was typed, or a secret beside it.
 * What another site sent is never kept: the person would send it in their own name.
 */
export async function typedOf(c: Context<Env>): Promise<Typed | undefined> {
  if (!c.var.ours || !isForm(c)) return undefined;
  const form = await readStart(c).catch(() => undefined);
  const owner = form?.get(OWNER.field);
  if (!form || typeof owner !== 'string') return undefined;
  const texts = [...form.entries()].filter((field): field is [string, string] => typeof field[1] === 'string');
  if (texts.some(([name]) => SECRET.test(name))) return undefined;
  if (!texts.some(([name, value]) => value !== '' && !OF_THE_PAGE.includes(name))) return undefined;
  const from = form.get(FROM_FIELD);
  const fields = texts.filter(([name]) => name !== OWNER.field && name !== FROM_FIELD);
  const { pathname, search } = new URL(c.req.url);
  return { action: pathname + search, owner, from: safeNext(typeof from === 'string' ? from : wayBack(c)), fields };
}
