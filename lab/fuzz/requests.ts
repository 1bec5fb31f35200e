/** Requests drawn by chance from the server's own routes and forms, and then bent: the same seed draws the same. */
/** Who asks: somebody without a session, somebody with one, an administrator who has just given the password. */
export const PEOPLE = ['guest', 'user', 'admin'] as const;
export type Who = (typeof PEOPLE)[number];
export type FuzzRequest = { who: Who; method: string; path: string; headers: Record<string, string>; body?: Buffer };

/** Where a form goes, and the names of what it sends. */
export type Form = { action: string; fields: string[] };

/** What there is to ask for. `ids` are of accounts that exist. */
export type Ground = { routes: { method: string; path: string }[]; forms: Form[]; ids: string[]; origin: string };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** Values that have broken something somewhere. */
const NASTY = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e309',
    'NaN',
    'null',
    'undefined',
    'true',
    '[]',
    '{}',
    '%',
    '%00',
    '\u0000',
    '\ud800',
    '💥',
  ],
  ...['\u202e', '\ufeff', 'İ', 'ß', 'ﬃ', "' or 1=1 --", '"; drop table users; --', '<script>alert(1)</script>', '#{x}'],
  ...[
    '../../etc/passwd',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '\r\nX: y',
    '99999999999999999999',
  ],
  ...['2026-02-30', '0000-00-00', '-infinity', 'x'.repeat(300), 'x'.repeat(70_000), 'seven small stones', '__proto__'],
];
const TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=edge',
  'application/json',
  'text/plain',
];

/** Half a character, which no address can hold. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

type Chance = () => number;
const pick = <T>(random: Chance, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

function noise(random: Chance, most: number): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * most) }, () => Math.floor(random() * 256)));
}

/** An address that the route takes, now and then with something else in place of a name, and bent elsewhere. */
function drawPath(random: Chance, pattern: string, ids: readonly string[]): string {
  const filled = pattern.replace(/:(\w+)(\{(?:[^{}]|\{[^}]*\})*\})?/g, (_, name: string) => {
    if (random() < 0.2) return encodeURIComponent(pick(random, NASTY).replace(LONE, '\ufffd').slice(0, 200));
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
    pick(random, NASTY).replace(LONE, '\ufffd').slice(0, 400),
  ]);
  return `?${pairs.map(([name, value]) => `${encodeURIComponent(name!)}=${encodeURIComponent(value!)}`).join('&')}`;
}

/** What a header may hold (RFC 9110 5.5). */
const headerText = (text: string) =>
  [...text]
    .filter((char) => char >= ' ' && char <= '~')
    .join('')
    .slice(0, 300);

function drawHeaders(random: Chance, origin: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const some = (name: string, chance: number, values: readonly string[]) => {
    if (random() < chance) headers[name] = headerText(pick(random, values));
  };
  // Mostly ours: what another site sends never gets past the first step.
  some('Origin', 0.98, random() < 0.93 ? [origin] : ['null', 'https://evil.example', ...NASTY]);
  some('Sec-Fetch-Site', 0.3, random() < 0.9 ? ['same-origin'] : ['cross-site', 'none', 'x']);
  some('Accept', 0.7, ['text/html', 'application/json', '*/*', 'text/html;q=x', ',;,;', ...NASTY]);
  some('Accept-Language', 0.3, ['zh', 'en', 'de;q=0.1,zh;q=0.9', '*;q=9', ...NASTY]);
  some('HX-Request', 0.3, ['true', 'false', ...NASTY]);
  some('HX-Current-URL', 0.1, [origin, 'https://evil.example/x', ...NASTY]);
  some('Referer', 0.1, [origin, ...NASTY]);
  some('User-Agent', 0.3, NASTY);
  some('If-None-Match', 0.1, ['*', '"x"', ...NASTY]);
  some('Range', 0.05, ['bytes=0-0', 'bytes=9-1', ...NASTY]);
  some('Content-Encoding', 0.02, ['gzip', 'br', 'x']);
  some('Authorization', 0.05, ['Basic x', 'Bearer x', ...NASTY]);
  headers['X-Forwarded-For'] = `198.51.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;
  return headers;
}

function multipart(random: Chance, fields: [string, string][]): Buffer {
  const parts = fields.map(([name, value]) => {
    const file = /frame|avatar|file/.test(name) || random() < 0.1;
    const head = `--edge\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, '')}"`;
    if (!file) return Buffer.from(`${head}\r\n\r\n${value}\r\n`);
    const image = Buffer.from(PNG, 'base64');
    if (random() < 0.5 && image.length > 0) image[Math.floor(random() * image.length)] = Math.floor(random() * 256);
    const bytes = random() < 0.3 ? noise(random, 2_000) : image;
    return Buffer.concat([
      Buffer.from(`${head}; filename="x.png"\r\nContent-Type: image/png\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]);
  });
  const whole = Buffer.concat([...parts, Buffer.from('--edge--\r\n')]);
  return random() < 0.1 ? whole.subarray(0, Math.floor(random() * whole.length)) : whole;
}

/** A body of that type that holds the fields, more or less. */
function drawBody(random: Chance, type: string, names: readonly string[]): Buffer {
  if (random() < 0.06) return noise(random, 4_000);
  const fields = names
    .filter(() => random() < 0.9)
    .map((name): [string, string] => [name, random() < 0.35 ? pick(random, NASTY) : 'seven small stones']);
  if (random() < 0.2) fields.push([pick(random, NASTY), pick(random, NASTY)]);
  if (type.startsWith('multipart')) return multipart(random, fields);
  if (type.endsWith('json')) return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
  const text = fields.map(
    ([name, value]) =>
      `${encodeURIComponent(name.replace(LONE, '\ufffd'))}=${encodeURIComponent(value.replace(LONE, '\ufffd'))}`,
  );
  return Buffer.from(text.join('&'));
}

/** The next request. What it may hold lies in `ground`, what it is in `random`. */
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
      : `/${encodeURI(pick(random, NASTY).replace(LONE, '\ufffd')).slice(0, 500)}`;
  const headers = drawHeaders(random, ground.origin);
  const request = { who: pick(random, PEOPLE), method, path: path + drawQuery(random, every), headers };
  if (method === 'GET' || method === 'HEAD' || random() < 0.05) return request;
  const type = random() < 0.85 ? TYPES[/frame|clip|edit/.test(path) ? 1 : 0]! : pick(random, TYPES);
  if (random() < 0.97) headers['Content-Type'] = type;
  return { ...request, body: drawBody(random, type, names) };
}
