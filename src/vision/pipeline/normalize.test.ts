import { describe, expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { type ImageFault, VisionError } from '../protocol.ts';
import { inspectImage, normalizeFrame } from './normalize.ts';

/** Noise, which makes a large file. */
function picture({ width = 320, height = 240 } = {}): Sharp {
  const noise = { type: 'gaussian' as const, mean: 120, sigma: 30 };
  return sharp({ create: { width, height, channels: 3, background: '#000', noise } });
}

async function bytesOf(image: Sharp): Promise<Uint8Array> {
  return new Uint8Array(await image.toBuffer());
}

async function faultOf(bytes: Uint8Array, options?: { limit?: number }): Promise<ImageFault | undefined> {
  const error = await normalizeFrame(bytes, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return undefined;
  expect(error).toBeInstanceOf(VisionError);
  expect((error as VisionError).code).toBe('bad-image');
  return (error as VisionError).fault;
}

function pixel({ width, data }: { width: number; data: Uint8Array }, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** The four quarters red, green, blue and white, in reading order. */
async function quarters(width: number, height: number): Promise<Sharp> {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set(colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)]!, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(body, 8);
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(4, -4)) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  view.setUint32(bytes.length - 4, ~crc);
  return bytes;
}

/** A grey PNG with any header, any chunks before the pixels, and possibly no pixels. */
function png(width: number, height: number, pixels: Uint8Array, before: Uint8Array[] = []): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header[8] = 8;
  const chunks = [
    chunk('IHDR', header),
    ...before,
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', new Uint8Array()),
  ];
  return Uint8Array.from([...'\x89PNG\r\n\x1a\n'].map((c) => c.charCodeAt(0)).concat(...chunks.map((c) => [...c])));
}

describe('images that are accepted', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('%s, at its own size', async (format) => {
    const bytes = await bytesOf(picture().toFormat(format));
    const frame = await normalizeFrame(bytes);
    expect([frame.width, frame.height, frame.data.length]).toEqual([320, 240, 320 * 240 * 3]);
    expect(await inspectImage(bytes)).toEqual({ type: format, width: 320, height: 240 });
  });

  test('the longest side is reduced to 640', async () => {
    const wide = await normalizeFrame(await bytesOf(picture({ width: 1280, height: 720 }).jpeg()));
    expect([wide.width, wide.height]).toEqual([640, 360]);
    const thin = await normalizeFrame(await bytesOf(picture({ width: 3, height: 4096 }).png()));
    expect([thin.width, thin.height]).toEqual([1, 640]);
  });

  test('a frame has memory of its own, which can be transferred', async () => {
    const frame = await normalizeFrame(await bytesOf(picture().jpeg()));
    expect(frame.data.byteOffset).toBe(0);
    expect(structuredClone(frame.data, { transfer: [frame.data.buffer as ArrayBuffer] }).length).toBe(320 * 240 * 3);
    expect(frame.data.length).toBe(0);
  });

  test('EXIF orientation 6 is applied: sides swapped, the left lower corner on top', async () => {
    const frame = await normalizeFrame(await bytesOf((await quarters(64, 32)).withMetadata({ orientation: 6 }).png()));
    expect([frame.width, frame.height]).toEqual([32, 64]);
    const corners = [pixel(frame, 2, 2), pixel(frame, 29, 2), pixel(frame, 2, 61), pixel(frame, 29, 61)];
    expect(corners).toEqual([
      [0, 0, 255],
      [255, 0, 0],
      [255, 255, 255],
      [0, 255, 0],
    ]);
  });

  test('transparent pixels become white', async () => {
    const glass = { create: { width: 8, height: 8, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } } };
    const frame = await normalizeFrame(await bytesOf(sharp(glass).png()));
    expect(new Set(frame.data)).toEqual(new Set([255]));
  });

  test('grey and CMYK become RGB', async () => {
    const grey = await normalizeFrame(await bytesOf(picture().greyscale().jpeg()));
    expect(grey.data.length).toBe(320 * 240 * 3);
    expect(new Set(pixel(grey, 100, 100)).size).toBe(1);
    const flat = sharp({ create: { width: 64, height: 64, channels: 3, background: '#c33' } });
    const [red, green, blue] = pixel(
      await normalizeFrame(await bytesOf(flat.toColourspace('cmyk').jpeg())),
      30,
      30,
    ) as [number, number, number];
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(110);
  });

  test('a page of HTML behind a JPEG changes nothing of its pixels', async () => {
    const plain = await bytesOf(picture().jpeg());
    const polyglot = Uint8Array.from([...plain, ...new TextEncoder().encode('<html><script>alert(1)</script>')]);
    expect(await normalizeFrame(polyglot)).toEqual(await normalizeFrame(plain));
  });

  test('faults that pictures of phones are known for are ignored', async () => {
    const plain = await bytesOf(picture().jpeg());
    const scan = plain.findIndex((byte, i) => byte === 0xff && plain[i + 1] === 0xda);
    const extraneous = Uint8Array.from([...plain.slice(0, scan), 1, 2, 3, ...plain.slice(scan)]);
    const samsung = plain.with(scan + 5 + 2 * plain[scan + 4]! + 1, 0);
    for (const bytes of [extraneous, samsung]) {
      await expect(sharp(bytes, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow();
      expect(await normalizeFrame(bytes)).toEqual(await normalizeFrame(plain));
    }
  });
});

describe('images that are refused', () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const cases: [string, ImageFault, () => Promise<Uint8Array> | Uint8Array][] = [
    ['nothing', 'empty', () => new Uint8Array()],
    ['over 1 MB', 'too-large', () => new Uint8Array(1_048_577)],
    ['HTML', 'type', () => text('<!doctype html><html><script>alert(1)</script>')],
    ['SVG', 'type', () => text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['two bytes of a JPEG', 'type', () => Uint8Array.of(0xff, 0xd8)],
    ['GIF', 'type', () => bytesOf(picture({ width: 32, height: 32 }).gif())],
    ['TIFF', 'type', () => bytesOf(picture().tiff())],
    ['AVIF', 'type', () => bytesOf(picture({ width: 32, height: 32 }).avif())],
    ['a JPEG that is only a beginning', 'damaged', () => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70)],
    ['a PNG that is only a beginning', 'damaged', () => png(9, 9, new Uint8Array(90)).slice(0, 20)],
    ['half a JPEG', 'damaged', async () => halved(await bytesOf(picture().jpeg()))],
    ['half a PNG', 'damaged', async () => halved(await bytesOf(picture().png()))],
    ['half a WebP', 'damaged', async () => halved(await bytesOf(picture().webp()))],
    ['a JPEG without its end', 'damaged', async () => (await bytesOf(picture().jpeg())).slice(0, -2)],
    ['a PNG with a wrong checksum', 'damaged', async () => changed(await bytesOf(picture().png()), 5000)],
    ['a PNG without its pixels', 'damaged', () => png(600, 600, new Uint8Array(10))],
    ['a JPEG wider than 4096', 'dimensions', () => bytesOf(picture({ width: 4097, height: 8 }).jpeg())],
    ['a PNG bomb of 20,000 x 20,000', 'dimensions', () => png(20_000, 20_000, new Uint8Array(20_001 * 40))],
    ['an animated WebP', 'animated', () => animation('webp')],
    ['an animated PNG', 'animated', () => png(9, 9, new Uint8Array(90), [chunk('acTL', new Uint8Array(8))])],
    ['16 bits a channel', 'depth', () => bytesOf(picture().toColourspace('rgb16').png())],
  ];

  function halved(bytes: Uint8Array): Uint8Array {
    return bytes.slice(0, bytes.length >> 1);
  }

  function changed(bytes: Uint8Array, at: number): Uint8Array {
    return bytes.with(at, bytes[at]! ^ 0xff);
  }

  async function animation(format: 'webp'): Promise<Uint8Array> {
    const data = new Uint8Array(20 * 40 * 3).fill(200, 20 * 20 * 3);
    const raw = { width: 20, height: 40, channels: 3 as const, pageHeight: 20 };
    return bytesOf(sharp(data, { raw }).toFormat(format, { loop: 0, delay: [100, 100] }));
  }

  test.each(cases)('%s: %s', async (_, fault, make) => {
    expect(await faultOf(await make())).toBe(fault);
  });

  test('the animated PNG is refused for its animation only', async () => {
    expect(await faultOf(png(9, 9, new Uint8Array(90)))).toBeUndefined();
  });

  test('the caller can set another limit', async () => {
    const bytes = await bytesOf(picture().png());
    expect(await faultOf(bytes, { limit: bytes.length - 1 })).toBe('too-large');
    expect(await faultOf(bytes, { limit: bytes.length })).toBeUndefined();
    await expect(inspectImage(bytes, { limit: 10 })).rejects.toThrow('more than 10');
  });

  test('random bytes after each signature are always refused', async () => {
    let state = 7;
    const signatures = [[0xff, 0xd8, 0xff], [...'\x89PNG\r\n\x1a\n'].map((c) => c.charCodeAt(0))];
    for (let i = 0; i < 40; i++) {
      const noise = Array.from({ length: 300 }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state >>> 24;
      });
      expect(await faultOf(Uint8Array.from([...signatures[i % 2]!, ...noise]))).toBeDefined();
    }
  });
});
