/** Bodies of requests, drawn by chance: forms, files and JSON, now and then broken. */
import { addressable, type Chance, NASTY, pick } from './chance.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function noise(random: Chance, most: number): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * most) }, () => Math.floor(random() * 256)));
}

function multipart(random: Chance, fields: [string, string][]): Buffer {
  const parts = fields.map(([name, value]) => {
    const file = /frame|avatar|file/.test(name) || random() < 0.1;
    const head = `--edge\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, '')}"`;
    if (!file) return Buffer.from(`${head}\r\n\r\n${value}\r\n`);
    const image = Buffer.from(PNG, 'base64');
    if (random() < 0.5 && image.length > 0) image[Math.floor(random() * image.length)] = Math.floor(random() * 256);
    const bytes = random() < 0.3 ? noise(random, 2_000) : image;
    return Buffer.concat([
      Buffer.from(`${head}; filename="x.png"\r\nContent-Type: image/png\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]);
  });
  const whole = Buffer.concat([...parts, Buffer.from('--edge--\r\n')]);
  return random() < 0.1 ? whole.subarray(0, Math.floor(random() * whole.length)) : whole;
}

/** A body of this type that holds most of the fields. */
export function drawBody(random: Chance, type: string, names: readonly string[]): Buffer {
  if (random() < 0.06) return noise(random, 4_000);
  const fields = names
    .filter(() => random() < 0.9)
    .map((name): [string, string] => [name, random() < 0.35 ? pick(random, NASTY) : 'seven small stones']);
  if (random() < 0.2) fields.push([pick(random, NASTY), pick(random, NASTY)]);
  if (type.startsWith('multipart')) return multipart(random, fields);
  if (type.endsWith('json')) return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
  const text = fields.map(
    ([name, value]) => `${encodeURIComponent(addressable(name))}=${encodeURIComponent(addressable(value))}`,
  );
  return Buffer.from(text.join('&'));
}
