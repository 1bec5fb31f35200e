/**
 * The path in what a proxy tells the gateway, in all its spellings.
 * On PGlite alone: what is refused is refused by the words of the request.
 */
import { describe, expect, test } from 'bun:test';
import { askedGateway } from '../helpers/site/asked-gateway.ts';
import { PHOTOS } from '../helpers/site/gateway.ts';

const gateway = askedGateway();
const { ask, askNginx } = gateway;

/** Ways to write one path so that some server reads it as that path. */
function spellings(path: string): string[] {
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(path)!;
  const hex = (text: string) => [...text].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('');
  const twice = (text: string) => hex(text).replaceAll('%', '%25');
  const names = [
    ...[first, first.toUpperCase(), first[0]!.toUpperCase() + first.slice(1), hex(first), hex(first).toUpperCase()],
    ...[twice(first), hex(first[0]!) + first.slice(1), first.slice(0, -1) + hex(first.at(-1)!), `${first};a=b`],
    ...[`${first}.`, `${first}%20`, `${first};`, `${first}%3b`, `${first}#`, `${first}%23x`, `${first}?/public`],
    ...[`${first}%00`, `${first}%0a`, first.replace('a', '\uff41')],
  ];
  const before = [
    ...['/', '//', '///', '/./', '/.//', '/x/../', '/x/..;/', '/x/%2e%2e/', '/x%2f..%2f', '/x%252f..%252f', '/%2e/'],
    ...['/public/../', '/public/..%2f', '/public/%2e%2e/', '/public/..;/', '/public/.%2e/', '/public%2f..%2f'],
    ...['/public/%252e%252e/', '/public\\..\\', '/public/..\\', '/public%5c..%5c', '/public;/../', '/public//../'],
    ...['/;/', '/;x=1/', '/%2f', '/%5c', '\\', '/public/x/../../', '/PUBLIC/../'],
  ];
  return before.flatMap((way) => names.map((name) => way + name + rest));
}

describe('which path', () => {
  test('no spelling of a protected path is let through, of more than five hundred', async () => {
    const all = spellings('/admin/users');
    expect(new Set(all).size).toBeGreaterThan(500);
    const passed: string[] = [];
    for (const uri of all) {
      // HTTP carries bytes: what lies beyond is sent as UTF-8.
      const sent = Buffer.from(uri).toString('latin1');
      for (const Cookie of [gateway.ana().cookiesAt(PHOTOS), 'x=1']) {
        const answers = [await ask({ Cookie, 'X-Forwarded-Uri': sent }), await askNginx(PHOTOS + sent, { Cookie })];
        // A password has been shown, and `/admin` asks for a passkey.
        passed.push(...answers.filter(({ status }) => status === 200).map(() => uri));
      }
    }
    expect([...new Set(passed)]).toEqual([]);
  }, 300_000);

  test('the path itself is let through for whom it is open, so that the list above proves something', async () => {
    expect((await ask({ Cookie: '', 'X-Forwarded-Uri': '/public/logo.png?x=/admin' })).status).toBe(200);
    expect((await ask({ 'X-Forwarded-Uri': '/administrator' })).status).toBe(200);
    expect((await ask({ 'X-Forwarded-Uri': '/photos/caf%C3%A9?x=%' })).status).toBe(200);
  });

  test('only the path as it stands in the rule is open, of its spellings', async () => {
    for (const uri of spellings('/public/x')) {
      const sent = Buffer.from(uri).toString('latin1');
      const { status } = await ask({ Cookie: 'x=1', 'X-Forwarded-Uri': sent });
      const plain = /^\/public\/x$|^\/public\?/.test(uri);
      if (status === 200) expect([uri, plain]).toEqual([uri, true]);
    }
  }, 120_000);

  test('neither query nor fragment opens a path', async () => {
    for (const uri of ['/private?/public', '/private#/public', '/private?x=/public/', '/?/public', '/;/public?']) {
      expect((await ask({ Cookie: 'x=1', 'X-Forwarded-Uri': uri })).status).toBe(302);
    }
  });

  test.each([
    'private',
    '*',
    'http://photos.example.com/public',
    '/%',
    '/%zz',
    '/%c0%ae',
    '/a%00',
    '/a%0d%0ab',
    '?',
    '/a b',
  ])('what cannot be read is refused, whoever asks: %p', async (uri) => {
    expect((await ask({ 'X-Forwarded-Uri': uri })).status).toBe(403);
  });
});
