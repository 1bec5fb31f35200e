/**
 * A picture before a camera, flat or bent around an upright axis. Rays are followed from the camera to the picture, so
 * that bending is as exact as tilting. Lengths are in eye distances of the pictured face, the origin is its middle.
 */
import type { Frame } from '../../src/vision/protocol.ts';

/** What the camera sees, in pixels: what browsers send at sign-in. */
export const VIEW = { width: 640, height: 480 } as const;
/** Focal length in pixels: 56 degrees across, as many web cameras have. */
const FOCAL = 600;
/** Pixels from one exact ray to the next: in between, at 50 degrees of tilt, straight is right to a tenth of a pixel. */
const SPAN = 8;

/**
 * How the picture is held. Degrees; yaw > 0 turns it to the image's right, pitch > 0 down, as a head that does so;
 * roll > 0 clockwise. `distance` is a factor, 1 where the eyes are as far apart as asked; x, y shift it, in pixels.
 */
export type Hold = { yaw: number; pitch: number; roll: number; distance: number; x: number; y: number };

/** The picture as a thing: its pixels, the face's middle in them, and how many of them an eye distance is. */
export type Sheet = {
  picture: Frame;
  middle: { x: number; y: number };
  eyeDistance: number;
  /** One over the radius in eye distances; above 0 the middle stands out towards the camera, 0 is flat. */
  curvature: number;
  /** The lines of a screen: how much of the light they take, 0 to 1, and eye distances from one to the next. */
  lines: { depth: number; pitch: number };
};

/** Sines over one period, since three of them a pixel would take longer than all the rest. */
const SINES = Float32Array.from({ length: 1024 }, (_, i) => Math.sin((i * Math.PI) / 512));

type Row = [number, number, number];

/** Row by row: first the turn around the upright axis, then the nod, then the roll; z points away from the camera. */
function rotation({ yaw, pitch, roll }: Hold): [...Row, ...Row, ...Row] {
  const [a, b, c] = [yaw, pitch, roll].map((angle) => (angle * Math.PI) / 180) as [number, number, number];
  const [sa, ca, sb, cb, sc, cc] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b), Math.sin(c), Math.cos(c)];
  const across: Row = [cc * ca + sc * sb * sa, -sc * cb, -cc * sa + sc * sb * ca];
  const down: Row = [sc * ca - cc * sb * sa, cc * cb, -sc * sa - cc * sb * ca];
  const away: Row = [cb * sa, sb, cb * ca];
  return [...across, ...down, ...away];
}

/**
 * Where rays of the camera meet the picture.
 * @param eyes pixels between the eyes at distance 1 seen from the front.
 * @returns a function of a pixel that writes the place on the paper into `at`, as it would lie flat: x to the right, y
 * down; false: the ray passes by. Of a bent picture it is the side towards the camera.
 */
export function raysTo(
  { curvature }: Pick<Sheet, 'curvature'>,
  hold: Hold,
  eyes: number,
): (x: number, y: number, at: Float64Array) => boolean {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = rotation(hold);
  const away = (FOCAL / eyes) * hold.distance;
  const [cx, cy] = [(hold.x / FOCAL) * away, (hold.y / FOCAL) * away];
  // The camera as the picture sees it: the transposed rotation of the way back.
  const [ox, oy, oz] = [
    -(xx * cx + yx * cy + zx * away),
    -(xy * cx + yy * cy + zy * away),
    -(xz * cx + yz * cy + zz * away),
  ];
  const radius = curvature === 0 ? 0 : 1 / curvature;
  const side = Math.sign(radius);
  return (x, y, at) => {
    const u = (x - VIEW.width / 2) / FOCAL;
    const v = (y - VIEW.height / 2) / FOCAL;
    const ax = xx * u + yx * v + zx;
    const az = xz * u + yz * v + zz;
    let far = -oz / az;
    if (radius !== 0) {
      // A cylinder through the origin, x² + (z - radius)² = radius², is met twice: near where it bulges, else far.
      const a = ax * ax + az * az;
      const b = ox * ax + (oz - radius) * az;
      const inside = b * b - a * (ox * ox + oz * oz - 2 * oz * radius);
      if (inside < 0) return false;
      far = (-b - side * Math.sqrt(inside)) / a;
    }
    const across = ox + far * ax;
    at[0] = radius === 0 ? across : radius * side * Math.atan2(across, side * (radius - oz - far * az));
    at[1] = oy + far * (xy * u + yy * v + zy);
    return far > 0;
  };
}

/** One pixel of the picture, bilinear, into three bytes at `to`. False: it lies beyond the picture's edge. */
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

/** Darkens one pixel by the lines of a screen: rows, and columns of red, green and blue beside each other. */
function dim({ depth, pitch }: Sheet['lines'], at: Float64Array, out: Uint8Array, to: number): void {
  const column = (at[0]! / pitch) * 1024;
  const row = SINES[((at[1]! / pitch) * 1024) & 1023]!;
  for (let i = 0; i < 3; i++) out[to + i]! *= 1 - (depth / 4) * (2 + row + SINES[(column + i * 341) & 1023]!);
}

/**
 * One row of pixels from `to` on. Where the rays meet is followed every {@link SPAN} pixels and straight in between; at
 * the rim of a bent picture, where only one end of the span meets it, every ray is.
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
 * The camera's picture of it, sharp and without noise. Lines of a screen are taken at the middle of every pixel only,
 * so they make moire as they do on a sensor.
 * @param eyes see {@link raysTo}.
 * @param background luminance behind the picture, 0 to 255; it falls off downwards.
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
