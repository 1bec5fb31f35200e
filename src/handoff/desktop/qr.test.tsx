import { expect, test } from 'bun:test';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { QrCode } from '../../../templates/handoff/qr-code.tsx';
import { newToken } from '../../crypto/tokens.ts';
import { qrOf } from './qr.ts';

/** The SVG as pixels, as a browser with a dark page paints it. */
async function painted(text: string, side: number) {
  const svg = String(<QrCode label="code" qr={qrOf(text)} />).replace(
    '<svg ',
    '<svg xmlns="http://www.w3.org/2000/svg" ',
  );
  const image = sharp(Buffer.from(svg)).resize(side, side).flatten({ background: '#111718' });
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

test.each([240, 480])('another library reads the address out of the SVG at %i pixels', async (side) => {
  for (const host of ['face.lan', 'facelogin.a-long-name.example.org:8443', '192.168.100.200:8443', '[2001:db8::1]']) {
    const address = `https://${host}/phone#${newToken()}`;
    expect(decodeQR(await painted(address, side))).toBe(address);
  }
});

test('four modules of white surround the code, on a dark page, too', async () => {
  const { size, path } = qrOf('https://face.lan/phone#x');
  const pixels = await painted('https://face.lan/phone#x', size);
  const isWhite = (x: number, y: number) => pixels.data[4 * (y * size + x)] === 255;
  for (let at = 0; at < size; at++) {
    for (let edge = 0; edge < 4; edge++) {
      for (const [x, y] of [
        [at, edge],
        [edge, at],
        [at, size - 1 - edge],
        [size - 1 - edge, at],
      ] as const) {
        expect(isWhite(x, y)).toBe(true);
      }
    }
  }
  expect(isWhite(4, 4)).toBe(false);
  expect(path).toStartWith('M4 4h7v1h-7z');
});
