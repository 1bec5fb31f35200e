/** The camera and the light of one attempt: they make the JPEG of every frame of a photograph. */
import sharp from 'sharp';
import type { Frame } from '../../src/vision/protocol.ts';
import type { Hold, Sheet } from './rays.ts';
import { seeSheet } from './warp.ts';

/** A photograph with its face. `middle` lies between eyes and mouth; all lengths are in pixels. */
export type Photo = { file: string; frame: Frame; middle: { x: number; y: number }; eyeDistance: number };

/** Takes one frame as JPEG. */
export type Shoot = (hold: Hold, seconds: number) => Promise<Uint8Array>;

/** Pixels of a blur at least: sharp refuses less. */
const BLUR_LEAST = 0.3;
/**
 * Values of a table of noise. Reading it is faster: drawing noise for every value would take longer than all the rest.
 */
const NOISE_SIZE = 65_536;

/** Rounded normal deviates of the standard deviation `noise` (G. Box and M. Muller, 1958). */
function noiseTable(noise: number, random: () => number): Int8Array {
  return Int8Array.from({ length: NOISE_SIZE }, () => {
    return Math.round(noise * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
  });
}

/** Light and sensor: multiplies every value by `gain` and adds noise, in place. */
function expose({ data, width }: Frame, gain: number, noise: Int8Array, random: () => number): void {
  const gained = Int16Array.from({ length: 256 }, (_, value) => value * gain);
  const stride = width * 3;
  for (let row = 0; row < data.length; row += stride) {
    const from = Math.floor(random() * NOISE_SIZE);
    for (let i = 0; i < stride; i++) {
      const value = gained[data[row + i]!]! + noise[(from + i) & (NOISE_SIZE - 1)]!;
      data[row + i] = Math.min(Math.max(value, 0), 255);
    }
  }
}

/** The photograph as large as the camera sees it, never enlarged. @param blur pixels by which it is out of focus. */
async function printed({ frame, middle, eyeDistance }: Photo, eyes: number, blur: number) {
  const scale = Math.min(1, eyes / eyeDistance);
  const [width, height] = [Math.round(frame.width * scale), Math.round(frame.height * scale)];
  const raw = { width: frame.width, height: frame.height, channels: 3 } as const;
  const small = sharp(frame.data, { raw }).resize(width, height, { fit: 'fill' });
  const sigma = (blur * eyeDistance * scale) / eyes;
  const data = await (sigma >= BLUR_LEAST ? small.blur(sigma) : small).raw().toBuffer();
  const picture = { width, height, data: new Uint8Array(data) };
  return { picture, middle: { x: middle.x * scale, y: middle.y * scale }, eyeDistance: eyeDistance * scale };
}

/**
 * Draws the circumstances of one attempt: a print or a screen, flat or bent, near or far, focus, light, noise, and how
 * much the camera compresses.
 */
export async function openCamera(photo: Photo, random: () => number): Promise<Shoot> {
  const draw = (low: number, high: number) => low + (high - low) * random();
  const eyes = draw(60, 105);
  const bent = random() < 0.4 ? draw(-0.35, 0.5) : 0;
  const screen = random() < 0.5 ? draw(0.1, 0.4) : 0;
  const lines = { depth: screen, pitch: draw(1.2, 2.6) / eyes };
  const [blur, background, noise] = [draw(0, 1.2), draw(60, 180), noiseTable(draw(1, 6), random)];
  const [flicker, hertz, phase] = [draw(0, 0.25), draw(0.05, 0.4), draw(0, 1)];
  const quality = Math.round(draw(60, 90));
  const sheet: Sheet = { ...(await printed(photo, eyes, blur)), curvature: bent, lines };
  return async (hold, seconds) => {
    const frame = seeSheet(sheet, hold, { eyes, background });
    expose(frame, 1 + flicker * Math.sin(2 * Math.PI * (hertz * seconds + phase)), noise, random);
    const raw = { width: frame.width, height: frame.height, channels: 3 } as const;
    return sharp(frame.data, { raw }).jpeg({ quality }).toBuffer();
  };
}
