/**
 * What a camera sees of a picture before it, flat or bent around an upright axis. Rays are followed from the camera to
 * the picture, so that bending is as exact as tilting. Lengths are in eye distances of the pictured face. The origin is
 * the middle of the face.
 */
import type { Frame } from '../../src/vision/protocol.ts';
import { type Hold, raysTo, type Sheet, VIEW } from './rays.ts';

/**
 * Pixels from one exact ray to the next. A straight line between them is right to a tenth of a pixel at 50 degrees of
 * tilt.
 */
const SPAN = 8;

/** Sines over one period: three computed ones for each pixel would take longer than all the rest. */
const SINES = Float32Array.from({ length: 1024 }, (_, i) => Math.sin((i * Math.PI) / 512));

/** Writes one bilinear pixel of the picture into three bytes at `to`. @returns false where it lies beyond the edge. */
function take({ width, height, data }: Frame, x: number, y: number, out: Uint8Array, to: number): boolean {
  if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) return false;
  const left = x | 0;
  const top = y | 0;
  const across = x - left;
  const down = y - top;
  const a = (top * width + left) * 3;
  const b = a + width * 3;
  for (let i = 0; i < 3; i++) {
    const upper = data[a + i]! + (data[a + i + 3]! - data[a + i]!) * across;
    const lower = data[b + i]! + (data[b + i + 3]! - data[b + i]!) * across;
    out[to + i] = upper + (lower - upper) * down;
  }
  return true;
}

/** Darkens one pixel by the lines of a screen: rows, and columns of red, green and blue side by side. */
function dim({ depth, pitch }: Sheet['lines'], at: Float64Array, out: Uint8Array, to: number): void {
  const column = (at[0]! / pitch) * 1024;
  const row = SINES[((at[1]! / pitch) * 1024) & 1023]!;
  for (let i = 0; i < 3; i++) out[to + i]! *= 1 - (depth / 4) * (2 + row + SINES[(column + i * 341) & 1023]!);
}

/**
 * Writes one row of pixels from `to` on. It follows a ray every {@link SPAN} pixels, and goes straight in between. At
 * the rim of a bent picture only one end of the span meets the picture: there it follows every ray.
 */
function seeRow(sheet: Sheet, meet: ReturnType<typeof raysTo>, y: number, data: Uint8Array, to: number): void {
  const { picture, eyeDistance, middle, lines } = sheet;
  const [at, end] = [new Float64Array(2), new Float64Array(2)];
  let before = meet(0.5, y, end);
  for (let x = 0; x < VIEW.width; x += SPAN) {
    at.set(end);
    const after = meet(x + SPAN + 0.5, y, end);
    const rim = before !== after;
    const stepX = (end[0]! - at[0]!) / SPAN;
    const stepY = (end[1]! - at[1]!) / SPAN;
    for (let i = 0; (before || rim) && i < SPAN; i++) {
      const pixel = to + (x + i) * 3;
      if (rim && !meet(x + i + 0.5, y, at)) continue;
      const taken = take(picture, at[0]! * eyeDistance + middle.x, at[1]! * eyeDistance + middle.y, data, pixel);
      if (taken && lines.depth > 0) dim(lines, at, data, pixel);
      at[0]! += stepX;
      at[1]! += stepY;
    }
    before = after;
  }
}

/**
 * Takes the camera's picture of it, sharp and without noise. The lines of a screen are sampled at the middle of every
 * pixel alone, so they make moire as they do on a sensor.
 * @param eyes see {@link raysTo}.
 * @param background luminance behind the picture, 0 to 255. It falls off downwards.
 */
export function seeSheet(sheet: Sheet, hold: Hold, { eyes, background }: { eyes: number; background: number }): Frame {
  const { width, height } = VIEW;
  const data = new Uint8Array(width * height * 3);
  const meet = raysTo(sheet, hold, eyes);
  for (let y = 0; y < height; y++) {
    const row = y * width * 3;
    data.fill(background * (1 - (0.4 * y) / height), row, row + width * 3);
    seeRow(sheet, meet, y + 0.5, data, row);
  }
  return { width, height, data };
}
