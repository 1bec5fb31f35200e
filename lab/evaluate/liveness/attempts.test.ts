import { describe, expect, test } from 'bun:test';
import { PASSIVE_RULE } from '../../../src/biometrics/liveness.ts';
import { attemptRates } from './attempts.ts';
import type { Presentation } from './liveness.ts';

function shown(file: string, label: Presentation['label'], ...scores: number[]): Presentation {
  return { file, label, verdict: 'live', cues: {}, frames: scores.map((passive) => ({ cues: { passive } })) };
}

describe('attempts as sign-in has them', () => {
  test('begin at any frame of a clip and see every second one', () => {
    const flicker = Array.from({ length: 17 }, (_, at) => (at % 2 === 0 ? 0.9 : 0.1));
    const { sittings } = attemptRates([shown('a.mp4', 'real', ...flicker)], PASSIVE_RULE);
    // From the first and the third frame they are live, from the second they are not; later ones have no eighth frame.
    expect(sittings).toEqual([{ name: 'a.mp4', label: 'real', attempts: 3, live: 2 }]);
  });

  test('of single images are of one sitting where their names differ in the number alone', () => {
    const images = Array.from({ length: 9 }, (_, n) => shown(`ann/office-0${n}.jpg`, 'real', 0.9));
    const { sittings, bpcer } = attemptRates([...images, shown('bob/office-01.jpg', 'real', 0.9)], PASSIVE_RULE);
    expect(sittings).toEqual([{ name: 'ann/office', label: 'real', attempts: 2, live: 2 }]);
    expect(bpcer).toMatchObject({ hits: 0, trials: 2 });
  });

  test('that the recording cuts short say nothing of people, and count for attacks', () => {
    const short = [0.1, 0.1, 0.1, 0.1];
    expect(attemptRates([shown('a.mp4', 'real', ...short)], PASSIVE_RULE)).toEqual({ sittings: [] });
    expect(attemptRates([shown('a.mp4', 'fake', ...short)], PASSIVE_RULE).apcer).toMatchObject({ hits: 0, trials: 2 });
  });

  test('tell an attack that lasts from one that is lucky twice', () => {
    const lucky = shown('phone.mp4', 'fake', 0.34, 0.34, 0.34, 0.34, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01);
    expect(attemptRates([lucky], PASSIVE_RULE).apcer).toMatchObject({ hits: 0 });
    const good = shown('print.mp4', 'fake', ...Array.from({ length: 10 }, () => 0.5));
    expect(attemptRates([good], PASSIVE_RULE).apcer).toMatchObject({ hits: 8, trials: 8 });
  });

  test('are none where nobody shows two frames', () => {
    expect(attemptRates([shown('one.jpg', 'real', 0.9)], PASSIVE_RULE)).toEqual({ sittings: [] });
  });
});
