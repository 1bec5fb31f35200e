/** Styles and scripts: read once at start, served with a validator, the same on both runtimes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { Hono } from 'hono';
import type { Env } from './env.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
};

/** Scripts that come from packages as they are. */
const VENDOR = {
  'vendor/htmx.js': 'htmx.org/dist/htmx.min.js',
  'vendor/webauthn.js': '@simplewebauthn/browser/dist/bundle/index.umd.min.js',
};

type Asset = { body: Uint8Array<ArrayBuffer>; type: string; etag: string };
/** By path below `/static/`. */
export type Assets = Map<string, Asset>;

function asset(file: string): Asset {
  const body = new Uint8Array(readFileSync(file));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, type: TYPES[extname(file)] ?? 'application/octet-stream', etag };
}

/**
 * The files of `static/` and, below `vendor/`, scripts from installed packages.
 * @param root the project's folder.
 * @throws where one is not installed; the message says what to do.
 */
export function loadAssets(root: string): Assets {
  const folder = join(root, 'static');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const assets: Assets = new Map();
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name);
    assets.set(relative(folder, file).split(sep).join('/'), asset(file));
  }
  try {
    for (const [name, file] of Object.entries(VENDOR)) assets.set(name, asset(join(root, 'node_modules', file)));
  } catch (cause) {
    throw new Error('Cannot find the scripts of the installed packages: run npm run setup', { cause });
  }
  return assets;
}

/** `GET /static/…`. Browsers ask again each time and get 304: an update of the server is seen at once. */
export function assetRoutes(assets: Assets) {
  return new Hono<Env>().get('/static/:path{.+}', (c, next) => {
    const found = assets.get(c.req.param('path'));
    if (!found) return next();
    c.header('ETag', found.etag);
    c.header('Cache-Control', 'no-cache');
    if (c.req.header('If-None-Match') === found.etag) return c.body(null, 304);
    c.header('Content-Type', found.type);
    return c.body(found.body);
  });
}
