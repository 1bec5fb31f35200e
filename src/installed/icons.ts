/** The icons of the installed app: PNG, drawn from `static/icon.svg` when they are asked for first. */
import sharp from 'sharp';
import type { Assets } from '../http/assets.ts';

/** The ground of `static/icon.svg`. */
export const ICON_GROUND = '#0f6b66';

/** The inner circle that no system cuts off has 80 % of the width (Web App Manifest, 5.9: safe zone). */
const SAFE = 0.8;
/** Points of an inch at which the drawing of 32 units is larger than any icon. */
const DENSITY = 1200;

/** `whole`: the ground fills the square, for systems that cut the shape out themselves. */
export const ICONS = {
  'icon-192.png': { size: 192, whole: false },
  'icon-512.png': { size: 512, whole: false },
  'maskable-512.png': { size: 512, whole: true },
  'apple-180.png': { size: 180, whole: true },
} as const;
export type IconFile = keyof typeof ICONS;

export const isIcon = (name: string): name is IconFile => Object.hasOwn(ICONS, name);

async function draw(
  svg: Uint8Array,
  { size, whole }: { size: number; whole: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
  const inner = whole ? Math.round(size * SAFE) : size;
  const icon = await sharp(svg, { density: DENSITY }).resize(inner).png().toBuffer();
  if (!whole) return new Uint8Array(icon);
  const ground = sharp({ create: { width: size, height: size, channels: 3, background: ICON_GROUND } });
  return new Uint8Array(
    await ground
      .composite([{ input: icon }])
      .png()
      .toBuffer(),
  );
}

/** Draws each icon once. @returns the PNG of an icon. */
export function createIcons(assets: Assets): (name: IconFile) => Promise<Uint8Array<ArrayBuffer>> {
  const drawn = new Map<IconFile, Promise<Uint8Array<ArrayBuffer>>>();
  return (name) => {
    const known = drawn.get(name) ?? draw(assets.get('icon.svg')!.body, ICONS[name]);
    drawn.set(name, known);
    return known;
  };
}
