import { expect, test } from 'bun:test';
import { testClock } from '../../../test/helpers/site/deps.ts';
import { shortCache } from './short-cache.ts';

/** A cache over a store that counts what it is asked. */
function counted() {
  const clock = testClock();
  const asked: string[][] = [];
  const store = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  const load = async (keys: string[]) => {
    asked.push(keys);
    if (keys.includes('broken')) throw new Error('away');
    return new Map(keys.flatMap((key) => (store.has(key) ? [[key, store.get(key)!] as const] : [])));
  };
  return { clock, asked, store, get: shortCache(load, clock) };
}

test('simultaneous questions are one statement', async () => {
  const { get, asked } = counted();
  expect(await Promise.all([get('a'), get('b'), get('a'), get('x')])).toEqual([1, 2, 1, undefined]);
  expect(asked).toEqual([['a', 'b', 'x']]);
});

test('an answer is good for half a second, also that there is none', async () => {
  const { get, asked, store, clock } = counted();
  await Promise.all([get('a'), get('x')]);
  store.set('a', 10).set('x', 11);
  clock.forward(499);
  expect([await get('a'), await get('x'), asked.length]).toEqual([1, undefined, 1]);
  clock.forward(1);
  expect([await get('a'), await get('x')]).toEqual([10, 11]);
});

test('what is in use and grows old is read together with what is asked for', async () => {
  const { get, asked, clock } = counted();
  for (const key of ['a', 'b', 'c']) await get(key);
  clock.forward(500);
  await get('a');
  expect(asked).toEqual([['a'], ['b'], ['c'], ['a', 'b', 'c']]);
  await get('b');
  clock.forward(500);
  // Nobody asked for c.
  await get('a');
  expect(asked.slice(4)).toEqual([['a', 'b']]);
});

test('an answer that was used just now is not read again for the sake of another key', async () => {
  const { get, asked, clock } = counted();
  await get('a');
  await get('a');
  clock.forward(100);
  await get('b');
  expect(asked).toEqual([['a'], ['b']]);
});

test('a failure reaches everybody who waits, and is forgotten', async () => {
  const { get, store } = counted();
  const both = await Promise.allSettled([get('broken'), get('a')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  store.set('a', 5);
  expect(await get('a')).toBe(5);
});

test('a clock that is set back makes nothing good for longer', async () => {
  const { get, store, clock } = counted();
  await get('a');
  store.set('a', 7);
  clock.forward(-3_600_000);
  expect(await get('a')).toBe(7);
});

test('thousands of strange keys are read a few hundred at a time, and every one is answered', async () => {
  const { get, asked } = counted();
  const answers = await Promise.all(Array.from({ length: 12_000 }, (_, n) => get(`strange ${n}`)));
  expect(answers.every((answer) => answer === undefined)).toBe(true);
  expect(Math.max(...asked.map((keys) => keys.length))).toBe(200);
}, 20_000);
