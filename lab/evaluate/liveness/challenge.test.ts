import { expect, test } from 'bun:test';
import { head, seen } from '../../../test/helpers/camera/head.ts';
import { type Followed, RECORDING_TRIES, replayChallenge } from './challenge.ts';

const frame = (yaw: number, pitch = 0): Followed => ({ points: seen(head(), yaw, pitch), usable: Math.abs(yaw) < 10 });

test('a recording of somebody who looks ahead passes no challenge', () => {
  expect(replayChallenge([frame(0), frame(1), frame(-1), frame(0)])).toMatchObject({
    hits: 0,
    trials: RECORDING_TRIES,
  });
});

test('one of somebody who turns and nods without end passes now and then, and not always', () => {
  const poses: [number, number][] = [...Array(8).fill([0, 0]), ...Array(6).fill([28, 0]), ...Array(6).fill([0, 0])];
  const more: [number, number][] = [
    ...poses,
    ...Array(6).fill([-28, 0]),
    ...Array(8).fill([0, 0]),
    ...Array(6).fill([0, -25]),
  ];
  const rate = replayChallenge(more.map(([yaw, pitch]) => frame(yaw, pitch)))!;
  expect(rate.hits).toBeGreaterThan(0);
  expect(rate.rate).toBeLessThan(0.5);
});

test('a recording that shows no face cannot even begin', () => {
  expect(replayChallenge([undefined, undefined])).toBeUndefined();
});
