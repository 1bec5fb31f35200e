/** Where the rays of a camera meet a picture before it, flat or bent around an upright axis. */
import type { Frame } from '../../src/vision/protocol.ts';

/** Pixels that the camera sees: as many as browsers send at sign-in. */
export const VIEW = { width: 640, height: 480 } as const;
/** Focal length in pixels. It gives 56 degrees across, as many web cameras have. */
const FOCAL = 600;

/**
 * How the picture is held. Angles are in degrees: yaw > 0 turns it to the image's right and pitch > 0 down, as a head
 * turns; roll > 0 rolls it clockwise. `distance` is a factor: at 1 the eyes are as far apart as asked. `x` and `y`
 * shift it by pixels.
 */
export type Hold = { yaw: number; pitch: number; roll: number; distance: number; x: number; y: number };

/** The picture as a thing: its pixels, the middle of the face in them, and the eye distance in pixels. */
export type Sheet = {
  picture: Frame;
  middle: { x: number; y: number };
  eyeDistance: number;
  /** One over the radius in eye distances. Above 0 the middle stands out towards the camera; 0 is flat. */
  curvature: number;
  /** The lines of a screen. `depth`: how much light they take, 0 to 1. `pitch`: eye distances from one to the next. */
  lines: { depth: number; pitch: number };
};

type Row = [number, number, number];

/**
 * The rotation, row by row: first the turn around the upright axis, then the nod, then the roll. z points away from the
 * camera.
 */
function rotation({ yaw, pitch, roll }: Hold): [...Row, ...Row, ...Row] {
  const [a, b, c] = [yaw, pitch, roll].map((angle) => (angle * Math.PI) / 180) as [number, number, number];
  const [sa, ca, sb, cb, sc, cc] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b), Math.sin(c), Math.cos(c)];
  const across: Row = [cc * ca + sc * sb * sa, -sc * cb, -cc * sa + sc * sb * ca];
  const down: Row = [sc * ca - cc * sb * sa, cc * cb, -sc * sa - cc * sb * ca];
  const away: Row = [cb * sa, sb, cb * ca];
  return [...across, ...down, ...away];
}

/**
 * Follows rays of the camera to the picture. A bent picture shows the side towards the camera.
 * @param eyes pixels between the eyes at distance 1, seen from the front.
 * @returns a function of a pixel. It writes the place on the paper into `at`, as if the paper lay flat: x to the right,
 * y down. It returns false where the ray passes by.
 */
export function raysTo(
  { curvature }: Pick<Sheet, 'curvature'>,
  hold: Hold,
  eyes: number,
): (x: number, y: number, at: Float64Array) => boolean {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = rotation(hold);
  const away = (FOCAL / eyes) * hold.distance;
  const [cx, cy] = [(hold.x / FOCAL) * away, (hold.y / FOCAL) * away];
  // Where the picture sees the camera: the transposed rotation of the way back.
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
      // A ray meets a cylinder through the origin, x² + (z - radius)² = radius², twice. The nearer place counts where the
      // picture bulges, else the farther one.
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
