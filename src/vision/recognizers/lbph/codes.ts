/**
 * Local binary pattern codes and their counts, as OpenCV 4.6 computes them (opencv_contrib,
 * modules/face/src/lbph_faces.cpp: `elbp` and `spatial_histogram`), for radius 1, 8 neighbours and an 8x8 grid.
 * OpenCV works in single precision, so `Math.fround` follows every step: when the interpolated neighbour nearly equals
 * the centre, the rounding decides the bit.
 */

const NEIGHBOURS = 8;
const GRID = 8;
/** Number of codes: one bit for each neighbour. */
export const CODES = 2 ** NEIGHBOURS;
/** Bins of one template: the cells row by row, 256 bins each. */
export const BINS = GRID * GRID * CODES;
/** `std::numeric_limits<float>::epsilon()`: OpenCV takes nearer values as equal. */
const FLOAT_EPSILON = 2 ** -23;

/**
 * A larger difference has the same sign in OpenCV, whose eight roundings of numbers below 512 add up to 1.3e-4 at most.
 * A smaller one is computed again in OpenCV's own steps, which cost more.
 */
const CLEAR = 1e-3;

/** A grey image, one byte a pixel, row by row. */
export type Grey = { width: number; height: number; data: Uint8Array };

/** The four pixels around a neighbour: their offsets from the centre, and their weights. */
type Tap = { offsets: [number, number, number, number]; weights: [number, number, number, number] };

function tap(n: number, width: number): Tap {
  const x = Math.fround(Math.cos((2 * Math.PI * n) / NEIGHBOURS));
  const y = Math.fround(-Math.sin((2 * Math.PI * n) / NEIGHBOURS));
  const [left, right, top, bottom] = [Math.floor(x), Math.ceil(x), Math.floor(y), Math.ceil(y)];
  const tx = Math.fround(x - left);
  const ty = Math.fround(y - top);
  const [ux, uy] = [Math.fround(1 - tx), Math.fround(1 - ty)];
  return {
    offsets: [top * width + left, top * width + right, bottom * width + left, bottom * width + right],
    weights: [Math.fround(ux * uy), Math.fround(tx * uy), Math.fround(ux * ty), Math.fround(tx * ty)],
  };
}

/** For a neighbour on the raster. Its other weights, of 1e-16, add far less than {@link FLOAT_EPSILON}. */
function addOnRaster(codes: Uint8Array, { width, height, data }: Grey, offset: number, bit: number): void {
  for (let y = 1, at = 0; y < height - 1; y++) {
    for (let x = 1, pixel = y * width + 1; x < width - 1; x++, pixel++, at++) {
      if (data[pixel + offset]! >= data[pixel]!) codes[at]! |= bit;
    }
  }
}

/** The bit as OpenCV computes it: every step is rounded to single precision. */
function isSet([p1, p2, p3, p4]: readonly number[], [w1, w2, w3, w4]: Tap['weights'], centre: number): boolean {
  const upper = Math.fround(Math.fround(w1 * p1!) + Math.fround(w2 * p2!));
  const t = Math.fround(Math.fround(upper + Math.fround(w3 * p3!)) + Math.fround(w4 * p4!));
  const difference = Math.fround(t - centre);
  return difference > 0 || -difference < FLOAT_EPSILON;
}

function addBetween(codes: Uint8Array, { width, height, data }: Grey, { offsets, weights }: Tap, bit: number): void {
  const [o1, o2, o3, o4] = offsets;
  const [w1, w2, w3, w4] = weights;
  for (let y = 1, at = 0; y < height - 1; y++) {
    for (let x = 1, pixel = y * width + 1; x < width - 1; x++, pixel++, at++) {
      const p1 = data[pixel + o1]!;
      const p2 = data[pixel + o2]!;
      const p3 = data[pixel + o3]!;
      const p4 = data[pixel + o4]!;
      const centre = data[pixel]!;
      const difference = w1 * p1 + w2 * p2 + w3 * p3 + w4 * p4 - centre;
      const set = Math.abs(difference) > CLEAR ? difference > 0 : isSet([p1, p2, p3, p4], weights, centre);
      if (set) codes[at]! |= bit;
    }
  }
}

function addBits(codes: Uint8Array, image: Grey, n: number): void {
  const neighbour = tap(n, image.width);
  const alone = neighbour.weights.indexOf(1);
  if (alone >= 0) addOnRaster(codes, image, neighbour.offsets[alone]!, 1 << n);
  else addBetween(codes, image, neighbour, 1 << n);
}

/**
 * The code of every interior pixel: (width-2) x (height-2), row by row. Neighbour n is at (cos(2 pi n/8), -sin(2 pi
 * n/8)), interpolated between its four pixels. Bit n is set when it is greater than the centre or equal to it.
 */
export function patternCodes(image: Grey): Uint8Array {
  const codes = new Uint8Array((image.width - 2) * (image.height - 2));
  for (let n = 0; n < NEIGHBOURS; n++) addBits(codes, image, n);
  return codes;
}

/**
 * How often each code occurs in each cell of the 8x8 grid: {@link BINS} counts. A cell has floor(width/8) x
 * floor(height/8) codes. Codes left over at the right and at the bottom are ignored, as in OpenCV.
 * @throws {RangeError} for cells of more than 255 pixels, whose counts a byte cannot store.
 */
export function cellCounts(codes: Uint8Array, width: number, height: number): Uint8Array {
  const cellWidth = Math.floor(width / GRID);
  const cellHeight = Math.floor(height / GRID);
  if (cellWidth * cellHeight > 255) throw new RangeError('Cannot count the codes: cells of more than 255 pixels');
  const counts = new Uint8Array(BINS);
  for (let y = 0; y < cellHeight * GRID; y++) {
    let first = Math.floor(y / cellHeight) * GRID * CODES;
    for (let x = 0; x < cellWidth * GRID; first += CODES) {
      for (const end = x + cellWidth; x < end; x++) counts[first + codes[y * width + x]!]! += 1;
    }
  }
  return counts;
}
