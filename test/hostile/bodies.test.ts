/**
 * Bodies that are too large, broken, or larger than they look: on every address that takes one.
 * On PGlite alone: bodies are refused before any statement.
 */
import { beforeAll, expect, test } from 'bun:test';
import { deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { AVATAR } from '../../src/accounts/profile/avatar.ts';
import { avatars, users } from '../../src/db/schema.ts';
import { SIDE_LIMIT } from '../../src/vision/pipeline/normalize.ts';
import {
  cookieHeader,
  type DeclaredRoute,
  type HostileSite,
  hostileSite,
  isUnsafe,
  type Route,
} from '../helpers/site/hostile.ts';
import { confirmAt, registerAt } from '../helpers/site/site.ts';

let site: HostileSite;
let unsafe: DeclaredRoute[] = [];
beforeAll(async () => {
  // Each address gets people of its own.
  site = await hostileSite({ FACELOGIN_REGISTRATIONS_PER_ADDRESS: '500' });
  unsafe = site.routes.filter(isUnsafe);
});

const MB = 1_048_576;
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=edge';

/** A request of a fresh session, since some addresses end theirs. */
async function ask(
  { method, path }: Route,
  headers: Record<string, string>,
  body: NonNullable<RequestInit['body']>,
): Promise<Response> {
  const request = new Request(site.origin + path, {
    method,
    body,
    headers: { Origin: site.origin, Cookie: cookie, ...headers },
  });
  return site.app.request(request);
}

let cookie = '';
let people = 0;
async function signInAnew(): Promise<void> {
  // One address may make so many accounts and no more.
  const visitor = site.visitor({ address: `198.51.100.${people % 200}` });
  await registerAt(visitor, `person.${people++}`);
  await site.deps.db.update(users).set({ role: 'admin' });
  await confirmAt(visitor);
  cookie = cookieHeader(visitor);
}

test('no address takes more than a clip, announced or not', async () => {
  await signInAnew();
  const block = new Uint8Array(MB);
  for (const route of unsafe) {
    const announced = await ask(route, { 'Content-Type': FORM, 'Content-Length': String(40 * MB) }, 'x=1');
    expect(`${route.path} ${announced.status}`).toBe(`${route.path} 413`);
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => (sent++ < 64 ? controller.enqueue(block) : controller.close()),
    });
    const streamed = await ask(route, { 'Content-Type': FORM, 'Transfer-Encoding': 'chunked' }, endless);
    expect(streamed.status).toBeLessThan(500);
    // Read to the limit and no further; what reads no body at all has stopped at the first block.
    expect(`${route.path} ${sent <= 20}`).toBe(`${route.path} true`);
    if (streamed.status < 400) await signInAnew();
  }
});

test('no address takes more than it declares, and without a declaration a form of one megabyte', async () => {
  await signInAnew();
  for (const route of unsafe) {
    const announced = String(Math.ceil(route.needs.body + 0.2 * MB));
    const response = await ask(route, { 'Content-Type': FORM, 'Content-Length': announced }, 'next=/&password=x');
    expect(`${route.path} ${response.status}`).toBe(`${route.path} 413`);
  }
});

type Broken = [type: string, body: string | Uint8Array<ArrayBuffer>];
/** Broken bodies of four kinds. */
const BROKEN: Record<'foreign' | 'cut' | 'parts' | 'fields', Broken[]> = {
  foreign: [
    ['', 'x=1'],
    ['application/json', '{"username":'],
    ['application/json', '[[[[[[[['],
    ['application/xml', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
    ['text/plain', 'username=root'],
  ],
  cut: [
    ['multipart/form-data', '--edge\r\n'],
    [MULTIPART, ''],
    [MULTIPART, '--edge'],
    ['multipart/form-data; boundary=', '--\r\n'],
    [`multipart/form-data; boundary=${'b'.repeat(5_000)}`, 'x'],
  ],
  parts: [
    [MULTIPART, '--edge\r\nContent-Disposition: form-data; name="frame"; filename="x"\r\n\r\nno end'],
    [MULTIPART, '--edge\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--edge--\r\n'],
    [MULTIPART, `--edge\r\nContent-Disposition: form-data; name="${'n'.repeat(70_000)}"\r\n\r\nx\r\n--edge--\r\n`],
    [MULTIPART, '--other\r\nContent-Disposition: form-data; name="x"\r\n\r\nx\r\n--other--\r\n'],
  ],
  fields: [
    [FORM, '%'],
    [FORM, '%zz=%c0%80&%00=%00&username=%00&password=%00&next=%00&display_name=%00'],
    [FORM, 'username[]=a&username[$gt]=&__proto__[x]=1&constructor.prototype.x=1&__proto__=1'],
    [FORM, `${'a=1&'.repeat(50_000)}`],
    [`${FORM}; charset=utf-7`, 'username=+ADw-'],
    [FORM, new Uint8Array([0x75, 0x3d, 0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80])],
  ],
};

test('a broken body of each kind gets a 4xx or is read as an empty form, on every address, and nothing breaks', async () => {
  const wrong: string[] = [];
  await signInAnew();
  for (const [at, route] of unsafe.entries()) {
    // The addresses take turns with the bodies of a kind: each body comes to every sixth address at least.
    for (const kind of Object.values(BROKEN)) {
      const [type, body] = kind[at % kind.length]!;
      const response = await ask(route, type ? { 'Content-Type': type } : {}, body);
      if (response.status >= 500) wrong.push(`${route.path} ${type} ${String(body).slice(0, 40)}: ${response.status}`);
      await response.arrayBuffer();
      if (response.status < 400) await signInAnew();
    }
  }
  expect(wrong).toEqual([]);
}, 600_000);

test('a packed body is not unpacked', async () => {
  await signInAnew();
  const packed = new Uint8Array(gzipSync(new Uint8Array(64 * MB)));
  expect(packed.length).toBeLessThan(MB);
  for (const route of unsafe.filter(({ path }) => !/logout|end|remove|delete|data$/.test(path))) {
    const response = await ask(route, { 'Content-Type': FORM, 'Content-Encoding': 'gzip' }, packed);
    expect(response.status).toBeLessThan(500);
    await response.arrayBuffer();
  }
});

/** A PNG whose header promises a picture of that size, of one colour: megapixels in a few kilobytes. */
function bomb(width: number, height: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const chunk = (name: string, data: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(name), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(Bun.hash.crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const rows = deflateSync(Buffer.alloc(Math.min((width + 1) * height, 32 * MB)), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]),
  );
}

const polyglot = async () => {
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  return new Uint8Array(Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script><?php system("id") ?>')]));
};

type Bytes = Uint8Array<ArrayBuffer>;
/** Pixels that a side may have: `make` gets those of the picture that it is sent as. */
const SIDES = { frame: SIDE_LIMIT, avatar: AVATAR.side };

const FILES: [string, make: (side: number) => Bytes | Promise<Bytes>, refused: boolean][] = [
  ['a bomb of 60,000 pixels a side', () => bomb(60_000, 60_000), true],
  ['a bomb just over the limit', (side) => bomb(side + 1, side), true],
  ['a picture of a billion columns', () => bomb(1_000_000_000, 1), true],
  ['a header and nothing else', () => bomb(64, 64).slice(0, 40), true],
  ['a picture of no width', () => bomb(0, 0), true],
  [
    'an SVG that asks for a file',
    () =>
      new Uint8Array(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')),
    true,
  ],
  [
    'a page under a picture’s name',
    () => new Uint8Array(Buffer.from('<!doctype html><script>alert(1)</script>')),
    true,
  ],
  ['an archive', () => new Uint8Array(gzipSync('x'.repeat(1_000))), true],
  ['a picture with a program behind it', polyglot, false],
];

test.each(FILES)('%s as a frame, as a clip and as an avatar', async (_, make, refused) => {
  await signInAnew();
  const form = async (name: 'frame' | 'avatar') => {
    const data = new FormData();
    data.append(name, new Blob([await make(SIDES[name])], { type: 'image/jpeg' }), 'picture.jpg');
    return data;
  };
  await ask(
    { method: 'POST', path: '/enroll/password' },
    { 'Content-Type': FORM },
    'consent=yes&password=seven+small+stones',
  );
  const asks = { '/login/face/frame': 'frame', '/enroll/clip': 'frame', '/account/edit': 'avatar' } as const;
  for (const [path, name] of Object.entries(asks)) {
    const response = await ask({ method: 'POST', path }, {}, await form(name));
    expect(`${path} ${response.status < 500}`).toBe(`${path} true`);
    if (refused) expect(response.status).toBeGreaterThanOrEqual(400);
  }
});

test('of an avatar with a program behind it the program is not kept', async () => {
  await signInAnew();
  const data = new FormData();
  data.append('avatar', new Blob([await polyglot()], { type: 'image/jpeg' }), '../../shell.php');
  expect((await ask({ method: 'POST', path: '/account/edit' }, {}, data)).status).toBe(303);
  const [avatar] = await site.deps.db.select().from(avatars);
  expect(Buffer.from(avatar!.image).subarray(8, 12).toString()).toBe('WEBP');
  expect(Buffer.from(avatar!.image).includes('script')).toBe(false);
});
