import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import { loadConfig } from '../../config.ts';
import type { Env } from '../env.ts';
import { requestContext } from './request.ts';

function site(env: Record<string, string> = {}) {
  return new Hono<Env>().use(requestContext(loadConfig(env))).get('/', (c) => c.text(c.var.locale));
}
const localeFor = async (headers: Record<string, string>, env = {}) =>
  (await site(env).request('/', { headers })).text();

test("the id is ours, whatever the client says it is, and each request's own", async () => {
  const ids = new Set<string | null>();
  for (const theirs of ['theirs', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa']) {
    const response = await site().request('/', { headers: { 'X-Request-Id': theirs } });
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('X-Request-Id')).not.toBe(theirs);
    ids.add(response.headers.get('X-Request-Id'));
  }
  expect(ids.size).toBe(2);
});

test.each([
  ['', 'en'],
  ['zh', 'zh'],
  ['ZH-hans-CN', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.5', 'zh'],
  ['en;q=0.4, zh;q=0.8', 'zh'],
  ['de, fr;q=0.9, zh;q=0.1', 'zh'],
  ['de', 'en'],
  ['*', 'en'],
  ['zh;q=0', 'en'],
  ['zh;q=x', 'zh'],
  [',;q=1,,', 'en'],
])('for Accept-Language %p the language is %p', async (header, locale) => {
  expect(await localeFor({ 'Accept-Language': header })).toBe(locale as 'en' | 'zh');
});

test('the language that a person chose goes before the one of the browser', async () => {
  const chinese = { 'Accept-Language': 'zh' };
  expect(await localeFor({ ...chinese, Cookie: 'locale=en' })).toBe('en');
  expect(await localeFor({ ...chinese, Cookie: 'locale=de' })).toBe('zh');
  const https = { FACELOGIN_PUBLIC_URL: 'https://face.example.org' };
  expect(await localeFor({ ...chinese, Cookie: '__Host-locale=en' }, https)).toBe('en');
  expect(await localeFor({ ...chinese, Cookie: 'locale=en' }, https)).toBe('zh');
});

test('no cookie is set for a language that nobody chose', async () => {
  const response = await site().request('/', { headers: { 'Accept-Language': 'zh' } });
  expect(response.headers.getSetCookie()).toEqual([]);
});
