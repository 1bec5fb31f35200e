import { expect, test } from 'bun:test';
import { idleStatus } from '../../test/helpers/site/deps.ts';
import { translator } from '../i18n/index.ts';
import { checkWorker } from './checks.ts';

const checked = (frameMs: number) => checkWorker({ ...idleStatus, frameMs });

test('a machine on which an attempt has no time for its frames is too slow, and the finding says the measured times', () => {
  const { state, text } = checked(6_240);
  expect([state, translator('en')(text.key, text.vars)]).toEqual([
    'broken',
    expect.stringMatching(/takes 6\.2 s for a picture.*30 s.*8 pictures.*at most 3\.8 s/),
  ]);
});

test('one on which it takes long is limited, and one that was not timed yet or is fast is in order', () => {
  expect(checked(1_400)).toMatchObject({ state: 'limited', text: { key: 'doctor.worker.slow' } });
  for (const frameMs of [0, 23, 900]) expect(checked(frameMs).state).toBe('ok');
});

test('a worker that is not ready is told before its pace', () => {
  expect(checkWorker({ ...idleStatus, state: 'failed', frameMs: 9_000 }).text.key).toBe('doctor.worker.broken');
});
