import { expect, test } from 'bun:test';
import { isWeaker } from './weaker.ts';

test.each([
  ['FACELOGIN_LIVENESS', 'challenge', 'off'],
  ['FACELOGIN_LIVENESS', 'strict', 'challenge'],
  ['FACELOGIN_TARGET_FMR', '0.0001', '0.001'],
  ['FACELOGIN_SECOND_FACTOR', 'all', 'admins'],
  ['FACELOGIN_SECOND_FACTOR', 'admins', 'face'],
  ['FACELOGIN_SECOND_FACTOR', 'face', 'off'],
  ['FACELOGIN_FACE_DEVICES', 'known', 'any'],
  ['FACELOGIN_IDENTIFICATION', 'auto', 'always'],
  ['FACELOGIN_DUPLICATE_FACES', 'refuse', 'warn'],
  ['FACELOGIN_AUDIT_DAYS', '0', '365'],
  ['FACELOGIN_AUDIT_DAYS', '365', '30'],
])('%s from %s to %s is weaker, and the way back is not', (name, before, now) => {
  expect(isWeaker(name, before, now)).toBe(true);
  if (name !== 'FACELOGIN_SECOND_FACTOR' || now === 'off') expect(isWeaker(name, now, before)).toBe(false);
});

test('what asks for more, for nothing else, or is no matter of safety is not weaker', () => {
  expect(isWeaker('FACELOGIN_SECOND_FACTOR', 'off', 'face')).toBe(false);
  expect(isWeaker('FACELOGIN_SECOND_FACTOR', 'admins', 'all')).toBe(false);
  expect(isWeaker('FACELOGIN_LIVENESS', 'off', 'off')).toBe(false);
  expect(isWeaker('FACELOGIN_NAME', 'A', 'B')).toBe(false);
});
