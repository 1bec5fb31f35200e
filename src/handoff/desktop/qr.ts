/** A QR code as the path of an SVG. */
import { encode } from 'uqr';

/** Modules of white around the code (ISO/IEC 18004, 5.3.8). */
const QUIET = 4;

/** `size`: of the square in modules, with the white around the code. `path`: the black modules. */
export type Qr = { size: number; path: string };

export function qrOf(text: string): Qr {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const runs = data.flatMap((row, y) =>
    row.map((black, x) => {
      if (!black || row[x - 1]) return '';
      const end = row.indexOf(false, x);
      return `M${x} ${y}h${end - x}v1h-${end - x}z`;
    }),
  );
  return { size, path: runs.join('') };
}
