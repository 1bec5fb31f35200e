/** Requests drawn by chance from the server's own routes and forms, and then bent. A seed draws the same ones again. */
import { drawBody } from './bodies.ts';
import { addressable, type Chance, NASTY, pick } from './chance.ts';
import { drawHeaders } from './headers.ts';

/** Who asks: a guest has no session, a user has one, an administrator has just given the password. */
export const PEOPLE = ['guest', 'user', 'admin'] as const;
export type Who = (typeof PEOPLE)[number];
export type FuzzRequest<Asker extends string = Who> = {
  who: Asker;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
};

/** A form: where it goes, and the names of its fields. */
export type Form = { action: string; fields: string[] };

/** What there is to ask for. `ids`: accounts that exist. */
export type Ground = { routes: { method: string; path: string }[]; forms: Form[]; ids: string[]; origin: string };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=edge',
  'application/json',
  'text/plain',
];

/** An address that the route takes. Now and then another value stands in place of a name, or the address is bent. */
function drawPath(random: Chance, pattern: string, ids: readonly string[]): string {
  const filled = pattern.replace(/:(\w+)(\{(?:[^{}]|\{[^}]*\})*\})?/g, (_, name: string) => {
    if (random() < 0.2) return encodeURIComponent(addressable(pick(random, NASTY)).slice(0, 200));
    return /id$/i.test(name) ? pick(random, ids) : pick(random, ['app.css', 'x', '1', ...ids]);
  });
  const bend = random();
  if (bend < 0.04) return `${filled}/`;
  if (bend < 0.08) return `/${filled}`;
  if (bend < 0.1) return `${filled}/%2e%2e/%00`;
  if (bend < 0.12) return filled.toUpperCase();
  return filled || '/';
}

function drawQuery(random: Chance, names: readonly string[]): string {
  if (random() < 0.5) return '';
  const pairs = Array.from({ length: 1 + Math.floor(random() * 4) }, () => [
    pick(random, names),
    addressable(pick(random, NASTY)).slice(0, 400),
  ]);
  return `?${pairs.map(([name, value]) => `${encodeURIComponent(name!)}=${encodeURIComponent(value!)}`).join('&')}`;
}

/** Draws the next request. @param ground what it may ask for. */
export function drawRequest(random: Chance, ground: Ground): FuzzRequest {
  const route = pick(random, ground.routes);
  const form = ground.forms.find(({ action }) => action === route.path);
  const names = form && random() < 0.9 ? form.fields : pick(random, ground.forms).fields;
  const every = [
    ...names,
    'next',
    'with',
    'q',
    'page',
    'after',
    'from',
    'to',
    'token',
    'invite',
    'done',
    'sort',
    'kind',
  ];
  const method = random() < 0.85 ? route.method : pick(random, METHODS);
  const path =
    random() < 0.97
      ? drawPath(random, route.path, ground.ids)
      : `/${encodeURI(addressable(pick(random, NASTY))).slice(0, 500)}`;
  const headers = drawHeaders(random, ground.origin);
  const request = { who: pick(random, PEOPLE), method, path: path + drawQuery(random, every), headers };
  if (method === 'GET' || method === 'HEAD' || random() < 0.05) return request;
  const type = random() < 0.85 ? TYPES[/frame|clip|edit/.test(path) ? 1 : 0]! : pick(random, TYPES);
  if (random() < 0.97) headers['Content-Type'] = type;
  return { ...request, body: drawBody(random, type, names) };
}
