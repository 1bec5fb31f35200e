import { expect, test } from 'bun:test';
import { expectedOf, scheduleOf } from './schedule.ts';

const PEOPLE = ['anna', 'ben', 'cleo', 'dan'];

test('in a round everybody comes, the first person twice, and two strangers', () => {
  const scenes = scheduleOf(PEOPLE, ['x', 'y'], 180);
  expect(scenes.flatMap(({ who }) => who ?? [])).toEqual(['anna', 'ben', 'anna', 'x', 'cleo', 'dan', 'y']);
});

test('each is greeted once a round, the first person once, too, and strangers never', () => {
  expect(expectedOf(scheduleOf(PEOPLE, ['x', 'y'], 180), PEOPLE)).toEqual(new Map(PEOPLE.map((one) => [one, 1])));
  expect(expectedOf(scheduleOf(PEOPLE, ['x', 'y'], 600), PEOPLE).get('anna')).toBe(4);
});

test('the scenes follow each other without a hole', () => {
  const scenes = scheduleOf(PEOPLE, ['x'], 600);
  for (const [at, { from }] of scenes.entries())
    if (at > 0) expect(from).toBe(scenes[at - 1]!.from + scenes[at - 1]!.seconds);
});
