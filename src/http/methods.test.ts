import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import { allowedMethods } from './methods.ts';

const app = new Hono()
  .use(async (_, next) => next())
  .get('/login', (c) => c.text(''))
  .post('/login', (c) => c.text(''))
  .post('/logout', (c) => c.text(''))
  .get('/avatars/:user/:version', (c) => c.text(''))
  .get('/static/:path{.+}', (c) => c.text(''));

test('an address tells which methods it takes', () => {
  expect(allowedMethods(app.routes, '/login')).toEqual(['GET', 'HEAD', 'POST']);
  expect(allowedMethods(app.routes, '/logout')).toEqual(['POST']);
  expect(allowedMethods(app.routes, '/avatars/a/b')).toEqual(['GET', 'HEAD']);
  expect(allowedMethods(app.routes, '/static/js/camera.js')).toEqual(['GET', 'HEAD']);
});

test('an address that is not there takes none, middleware or not', () => {
  expect(allowedMethods(app.routes, '/avatars/a')).toEqual([]);
  expect(allowedMethods(app.routes, '/nowhere')).toEqual([]);
});
