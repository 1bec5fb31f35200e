import { afterEach, expect, test } from 'bun:test';
import { until } from '../../../../test/helpers/vision/engine.ts';
import { createPulse, watchPulse } from './pulse.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A watched pulse. `hung`: how often it was found to stand still. */
function watched(hangMs: number) {
  const pulse = createPulse();
  const found = { pulse, hung: 0 };
  stops.push(watchPulse(pulse, hangMs, () => void found.hung++));
  return found;
}

test('a pulse that stands still is found once', async () => {
  const found = watched(20);
  await until(() => found.hung > 0);
  await Bun.sleep(60);
  expect(found.hung).toBe(1);
});

test('a pulse that goes on is not, however long the work takes', async () => {
  const found = watched(400);
  const worker = new Int32Array(found.pulse.shared);
  for (let i = 0; i < 60; i++) {
    Atomics.add(worker, 0, 1);
    await Bun.sleep(20);
  }
  expect([found.hung, found.pulse.steps()]).toEqual([0, 60]);
});

test('a main thread that was blocked does not blame the worker', async () => {
  const found = watched(50);
  for (let i = 0; i < 3; i++) {
    const until = performance.now() + 100;
    while (performance.now() < until);
    await Bun.sleep(0);
  }
  expect(found.hung).toBe(0);
});
