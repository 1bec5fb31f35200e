/** Measures how well an aligned face is lit and focused. */
import type { Quality } from '../../biometrics/observation.ts';
import type { AlignedFace } from '../recognizers/recognizer.ts';
import { ALIGNED_SIZE } from './align.ts';

/** The aligned face from brow to chin and from cheek to cheek. Around it is mostly hair and background. */
const REGION = { left: 20, top: 32, width: 72, height: 72 };

function greyRegion({ data }: AlignedFace): Float32Array {
  const { left, top, width, height } = REGION;
  const grey = new Float32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0, from = ((y + top) * ALIGNED_SIZE + left) * 3; x < width; x++, from += 3, at++) {
      grey[at] = data[from]! * 0.299 + data[from + 1]! * 0.587 + data[from + 2]! * 0.114;
    }
  }
  return grey;
}

function moments(values: Float32Array): { mean: number; variance: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, variance: Math.max(0, squares / values.length - mean * mean) };
}

/** Second differences of the inner pixels: 4 times the pixel minus its four neighbours. */
function laplacian(grey: Float32Array): Float32Array {
  const { width, height } = REGION;
  const edges = new Float32Array((width - 2) * (height - 2));
  for (let y = 1, at = 0; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++, at++) {
      edges[at] = 4 * grey[i]! - grey[i - 1]! - grey[i + 1]! - grey[i - width]! - grey[i + width]!;
    }
  }
  return edges;
}

/**
 * Brightness (mean luminance, 0..255), contrast (its standard deviation) and sharpness (variance of the Laplacian,
 * Pech-Pacheco et al., ICPR 2000) of the middle of the aligned face. Sharpness also grows with contrast.
 */
export function measureQuality(face: AlignedFace): Quality {
  const grey = greyRegion(face);
  const { mean, variance } = moments(grey);
  return { brightness: mean, contrast: Math.sqrt(variance), sharpness: moments(laplacian(grey)).variance };
}
