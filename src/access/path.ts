/**
 * Which rules of an application a request's address falls under. Pure.
 *
 * Proxy, framework and file system read one address in different ways: they decode it once or twice, resolve dots
 * before or after that, drop parameters behind `;`. So a demanding rule counts as soon as one of these readings falls
 * under it, and an open one only where the address leaves nothing to read differently.
 */
import type { AccessPolicy } from './policy.ts';
import type { PathRule } from './rules.ts';

/** What an application demands for one address. Each of the policies has to be met. */
export type Demands = { open: true } | { open: false; policies: AccessPolicy[] };
type ClosedRule = Extract<PathRule, { open: false }>;

/** Readings of one address at most. An address with more of them was made to confuse. */
const MOST_READINGS = 100;
/** Characters of a path that has to be read in several ways. Longer ones cost too much. */
const MOST_CHARACTERS = 4_096;

/** A path that every server reads alike: no escapes, no parameters, no repeated slashes. */
const PLAIN = /^(?:\/[A-Za-z0-9._~!$&'()*+,=:@-]+)*\/?$/;
const DOT_SEGMENT = /\/\.{1,2}(?=\/|$)/;
const CONTROLS = /\p{Cc}/u;

function isPlain(path: string): boolean {
  return PLAIN.test(path) && !DOT_SEGMENT.test(path);
}

/** Decodes every escape that is UTF-8 and leaves the others. */
function decodeWhatCanBe(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const endsOpen = ['', '.', '..'].includes(segments.at(-1) ?? '');
  return `/${kept.join('/')}${endsOpen && kept.length > 0 && kept.at(-1) !== '' ? '/' : ''}`;
}

/** What some server does to a path before it looks the path up. They do it in any order. */
const STEPS: ((path: string) => string)[] = [
  decodeWhatCanBe,
  (path) => path.replaceAll('\\', '/'),
  (path) => path.replace(/;[^/]*/g, ''),
  (path) => path.replace(/[?#].*$/s, ''),
  (path) => path.replace(/\/{2,}/g, '/'),
  withoutDots,
];

/** The path of an address, without query. Undefined where no server could read it. */
function pathOf(uri: string): string | undefined {
  const path = uri.split('?', 1)[0]!;
  if (!path.startsWith('/') || /[\s\p{Cc}]/u.test(path)) return undefined;
  try {
    return CONTROLS.test(decodeURIComponent(path)) ? undefined : path;
  } catch {
    return undefined;
  }
}

/**
 * Every way in which a server may read the path of an address, the path as it stands first. Letters keep their case;
 * rules that demand something are compared without it.
 * @param uri path and query as the client sent them.
 * @returns undefined where the address cannot be read: it does not begin with a slash, has a broken escape, a control
 *   character, or more readings than an honest one.
 */
export function readings(uri: string): string[] | undefined {
  const path = pathOf(uri);
  if (path === undefined) return undefined;
  if (isPlain(path)) return [path];
  if (path.length > MOST_CHARACTERS) return undefined;
  const found = new Set([path]);
  // A set that grows while it is gone through: each step is tried on each reading.
  for (const reading of found) {
    for (const step of STEPS) found.add(step(reading));
    if (found.size > MOST_READINGS || CONTROLS.test(reading)) return undefined;
  }
  return [...found];
}

/** What different letters, slashes and dots at the end of a name may stand for alike. */
function fold(path: string): string {
  const same = path
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[. ]+(?=\/|$)/g, '');
  return same.replace(/\/+$/, '') || '/';
}

function covers(match: PathRule['match'], rule: string, path: string): boolean {
  if (path === rule) return true;
  return match === 'prefix' && path.startsWith(rule.endsWith('/') ? rule : `${rule}/`);
}

function longest<Rule extends PathRule>(rules: Rule[]): Rule[] {
  const most = Math.max(...rules.map(({ path }) => fold(path).length));
  return rules.filter(({ path }) => fold(path).length === most);
}

/** The rules for one reading: the longest ones that cover it. A rule that demands something goes before an open one. */
function rulesFor(rules: readonly PathRule[], reading: string): 'open' | ClosedRule[] {
  const folded = fold(reading);
  const found = longest(
    rules.filter((rule) =>
      rule.open ? covers(rule.match, rule.path, reading) : covers(rule.match, fold(rule.path), folded),
    ),
  );
  const closed = found.filter((rule) => !rule.open);
  return found.length > 0 && closed.length === 0 ? 'open' : closed;
}

/**
 * What an application demands for an address.
 * @param uri path and query as the client sent them.
 * @returns undefined where the address cannot be read. Nobody gets it then.
 */
export function demandsOf(
  application: { policy: AccessPolicy; rules: readonly PathRule[] },
  uri: string,
): Demands | undefined {
  const paths = readings(uri);
  if (!paths) return undefined;
  const found = paths.map((path) => rulesFor(application.rules, path));
  // Only a plain path has a single reading.
  if (paths.length === 1 && isPlain(paths[0]!) && found[0] === 'open') return { open: true };
  const policies = found.flatMap((rules) => {
    if (rules === 'open' || rules.length === 0) return [application.policy];
    return rules.map(({ policy }) => policy);
  });
  return { open: false, policies: [...new Set(policies)] };
}
