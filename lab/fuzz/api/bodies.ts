/** Bodies of requests to the API: JSON and forms with pictures, now and then broken or huge. */
import sharp from 'sharp';
import { DRAWN_FACE } from '../../bench/drawn-face.ts';
import { type Chance, NASTY, pick } from '../chance.ts';
import { drawMood, drawValue, type Pool, type Schema } from './values.ts';

const BOUNDARY = 'edge';
/** More than any operation takes as JSON. */
const HUGE = 1_200_000;

export type Body = { type: string; bytes: Buffer };
/** A picture without a face, one with a drawn face, and files that are no picture. */
export type Pictures = { plain: Buffer; face: Buffer; others: Buffer[] };

export async function makePictures(): Promise<Pictures> {
  const plain = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#987' } })
    .jpeg()
    .toBuffer();
  const face = await sharp(Buffer.from(DRAWN_FACE)).resize(320, 240, { fit: 'cover' }).jpeg().toBuffer();
  const text = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
  return { plain, face, others: [Buffer.alloc(0), text, plain.subarray(0, 200), Buffer.alloc(6_000_000)] };
}

function drawPicture(random: Chance, { plain, face, others }: Pictures): Buffer {
  const at = random();
  if (at < 0.7) return plain;
  return at < 0.75 ? face : pick(random, others);
}

/** A schema without type: a random text in place of JSON. */
function drawJson(schema: Schema, pool: Pool): Buffer {
  const { random } = pool;
  const at = random();
  if (at < 0.02) return Buffer.from(pick(random, NASTY));
  if (at < 0.03) return Buffer.from(JSON.stringify({ name: 'x'.repeat(HUGE) }));
  const text = JSON.stringify(drawValue(schema, pool, drawMood(random))) ?? '';
  return Buffer.from(random() < 0.03 ? text.slice(0, -1) : text);
}

function part(name: string, value: string | Buffer): Buffer {
  const file = typeof value === 'string' ? '' : '; filename="x.jpg"\r\nContent-Type: image/jpeg';
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
}

function drawForm({ properties = {} }: Schema, pool: Pool, pictures: Pictures): Buffer {
  const { random } = pool;
  const parts = Object.entries(properties).flatMap(([name, schema]) => {
    if (random() < 0.08) return [];
    if ((schema.items ?? schema).format !== 'binary') {
      return [part(name, random() < 0.9 ? String(drawValue(schema, pool, 'fits', name)) : pick(random, NASTY))];
    }
    const times = random() < 0.9 ? 1 : pick(random, [0, 2, 30]);
    return Array.from({ length: times }, () => part(name, random() < 0.95 ? drawPicture(random, pictures) : 'text'));
  });
  const whole = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  return random() < 0.06 ? whole.subarray(0, Math.floor(random() * whole.length)) : whole;
}

const WRONG_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json',
  '',
  'x',
];

/** A body of the type that an operation takes, or now and then says another one. */
export function drawBody(media: string, schema: Schema, pool: Pool, pictures: Pictures): Body {
  const form = media === 'multipart/form-data';
  const bytes = form ? drawForm(schema, pool, pictures) : drawJson(schema, pool);
  if (pool.random() < 0.07) return { type: pick(pool.random, WRONG_TYPES), bytes };
  return { type: form ? `${media}; boundary=${BOUNDARY}` : media, bytes };
}
