import { expect, test } from 'bun:test';
import { GIVE_UP_MS } from '../events/deliveries.store.ts';
import { nextTry, WAITS } from './retries.ts';

const begin = new Date('2026-03-02T10:00:00Z');
const giveUpAt = new Date(begin.getTime() + GIVE_UP_MS);

test.each([0, 0.5, 1])('the waits grow over about a day, and then there is no further try (chance %p)', (chance) => {
  const tries = [begin];
  for (;;) {
    const next = nextTry({ attempts: tries.length, giveUpAt }, tries.at(-1)!, chance);
    if (!next) break;
    tries.push(next);
  }
  expect(tries).toHaveLength(WAITS.length + 1);
  const waits = tries.slice(1).map((at, index) => at.getTime() - tries[index]!.getTime());
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits[0]).toBeLessThan(6_000);
  const hours = (tries.at(-1)!.getTime() - begin.getTime()) / 3_600_000;
  expect(hours).toBeGreaterThan(23);
  expect(hours).toBeLessThan(26);
});

test('a delivery that waited for its turn too long is not tried beyond its time', () => {
  const late = new Date(giveUpAt.getTime() - 1_000);
  expect(nextTry({ attempts: 1, giveUpAt }, late)).toBeNull();
});
