/** Notices a proxy that mounts the server below a path. Its pages and links begin at the root, so that cannot work. */

/** A path as an operator would choose one. Anything else in a header is not repeated to anybody. */
const SHORT = /^\/[\w.~-]{1,60}(\/[\w.~-]{1,60}){0,3}$/;
const BELOW = /^(\/[\w.~-]{1,60})(\/.*)$/;

type Paths = {
  /** Path of the request. */
  request: string;
  /** Path of the page of this site that sent it, as the browser has it. */
  page: string | undefined;
  /** What the proxy says in X-Forwarded-Prefix. */
  forwarded: string | undefined;
  /** Whether a browser sent it: scanners try every path below every other. */
  browser: boolean;
};

const firstOf = (path: string) => path.split('/')[1] ?? '';

/**
 * Tells whether a path begins as those of an application do.
 * @param routesOf the patterns of its addresses. They are asked for once, at the first request.
 */
export function beginsAsOurs(routesOf: () => readonly string[]): (path: string) => boolean {
  let known: ReadonlySet<string> | undefined;
  return (path) => {
    known ??= new Set(routesOf().map(firstOf));
    return known.has(firstOf(path));
  };
}

/** The path below which the server is mounted, as `/auth`; undefined where nothing tells of one. */
export function prefixOf({ request, page, forwarded, browser }: Paths, isOurs: (path: string) => boolean) {
  const said = forwarded?.replace(/\/+$/, '');
  if (said && SHORT.test(said)) return said;
  const [, above, rest] = (page !== undefined && !isOurs(page) && BELOW.exec(page)) || [];
  if (above && rest && isOurs(rest)) return above;
  const [, before, tail] = (browser && !isOurs(request) && BELOW.exec(request)) || [];
  return before && tail && tail !== '/' && isOurs(tail) ? before : undefined;
}
