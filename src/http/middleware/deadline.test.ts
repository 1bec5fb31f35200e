import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import { AppError } from '../../errors.ts';
import type { Env } from '../env.ts';
import { deadline } from './deadline.ts';

test('a request that gets no answer in time is told to come again, and one that does is left alone', async () => {
  const app = new Hono<Env>();
  app.use(deadline(30));
  app.get('/never', () => new Promise<Response>(() => {}));
  app.get('/soon', (c) => c.text('here'));
  app.onError((error, c) => c.text(error instanceof AppError ? error.code : 'other', 503));
  expect(await (await app.request('/never')).text()).toBe('busy');
  expect(await (await app.request('/soon')).text()).toBe('here');
});
