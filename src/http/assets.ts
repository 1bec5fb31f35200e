/** Styles and scripts: read once at start, served with a validator, in the same way on both runtimes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Hono } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { serveStatic } from 'hono/serve-static';
import type { Env } from './env.ts';

/** Scripts that packages bring, unchanged. */
const VENDOR = {
  'vendor/htmx.js': 'htmx.org/dist/htmx.min.js',
  'vendor/webauthn.js': '@simplewebauthn/browser/dist/bundle/index.umd.min.js',
};

type Asset = { body: Uint8Array<ArrayBuffer>; etag: string };
/** By path below `/static/`. */
export type Assets = Map<string, Asset>;

function asset(...files: string[]): Asset {
  const body = new Uint8Array(Buffer.concat(files.map((file) => readFileSync(file))));
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** A page loads few sheets: the parts of one, in the order of their names, are served as `name.css`. */
function styleSheets(folder: string): Assets {
  const entries = readdirSync(folder, { withFileTypes: true });
  return new Map(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [entry.name, asset(path)];
      const parts = readdirSync(path).sort();
      return [`${entry.name}.css`, asset(...parts.map((part) => join(path, part)))];
    }),
  );
}

/**
 * The files of `static/`, its style sheets at the top, and, below `vendor/`, scripts from installed packages.
 * @param root the project's folder.
 * @throws {Error} where one is not installed; its text says what to do.
 */
export function loadAssets(root: string): Assets {
  const folder = join(root, 'static');
  const styles = join(folder, 'styles');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const assets = styleSheets(styles);
  for (const entry of files.filter(({ parentPath }) => !parentPath.startsWith(styles))) {
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

const BELOW = '/static/';

/** `GET /static/…`. Browsers ask again each time and get 304: an update of the server shows at once. */
export function assetRoutes(assets: Assets) {
  return new Hono<Env>().get(
    `${BELOW}:path{.+}`,
    etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'X-Request-Id'] }),
    serveStatic<Env>({
      root: '',
      rewriteRequestPath: (path) => path.slice(BELOW.length),
      getContent: async (path) => assets.get(path)?.body ?? null,
      onFound: (path, c) => {
        c.header('ETag', assets.get(path)?.etag);
        c.header('Cache-Control', 'no-cache');
      },
    }),
  );
}
