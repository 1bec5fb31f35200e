import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import type { Env } from '../env.ts';
import { otherMethods } from './methods.ts';

const app = new Hono<Env>();
app
  .use(otherMethods(app, (c, error) => c.text(error.code, 405)))
  .use(async (_, next) => next())
  .get('/login', (c) => c.text(''))
  .post('/login', (c) => c.text(''))
  .post('/logout', (c) => c.text(''))
  .get('/avatars/:user/:version', (c) => c.text(''))
  .get('/static/:path{.+}', (c, next) => (c.req.param('path') === 'js/camera.js' ? c.text('') : next()));

async function allowedMethods(path: string, method = 'PUT'): Promise<string[]> {
  const response = await app.request(path, { method });
  expect(await response.text()).toBe(response.status === 405 ? 'method-not-allowed' : '404 Not Found');
  return response.headers.get('Allow')?.split(', ') ?? [];
}

test('an address tells which methods it takes', async () => {
  expect(await allowedMethods('/login')).toEqual(['GET', 'HEAD', 'POST']);
  expect(await allowedMethods('/logout')).toEqual(['POST']);
  expect(await allowedMethods('/avatars/a/b')).toEqual(['GET', 'HEAD']);
  expect(await allowedMethods('/static/js/camera.js')).toEqual(['GET', 'HEAD']);
});

test('an address that is not there takes none, middleware or not', async () => {
  expect(await allowedMethods('/avatars/a')).toEqual([]);
  expect(await allowedMethods('/nowhere')).toEqual([]);
});

test('a file that is not there is not found: the method is not what is wrong', async () => {
  expect(await allowedMethods('/static/nothing.css', 'GET')).toEqual([]);
});
