/** Which methods an address takes, for the answer to one that it does not. */
import type { RouterRoute } from 'hono/types';

/** A route's pattern as a regular expression: `:name` is one segment, `:name{…}` what its braces say. */
function pattern(path: string): RegExp {
  const source = path.replace(/:\w+\{([^}]+)\}|:\w+|[.+?^$()|[\]\\]/g, (part, inner: string | undefined) => {
    if (inner !== undefined) return `(?:${inner})`;
    return part.startsWith(':') ? '[^/]+' : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}

/** The methods under which `path` is served; empty where nothing is. Middleware (method ALL) does not count. */
export function allowedMethods(routes: readonly RouterRoute[], path: string): string[] {
  const found = routes.filter((route) => route.method !== 'ALL' && pattern(route.path).test(path));
  const methods = new Set(found.map((route) => route.method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
