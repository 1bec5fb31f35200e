import { expect, test } from 'bun:test';
import { formatWait } from '../../templates/parts/format.ts';

test('a wait is told in a unit that people count in, and never shorter than it is', () => {
  expect(formatWait('en', 1)).toBe('1 second');
  expect(formatWait('en', 90)).toBe('90 seconds');
  expect(formatWait('en', 121)).toBe('3 minutes');
  expect(formatWait('en', 900)).toBe('15 minutes');
  expect(formatWait('en', 7200)).toBe('2 hours');
  expect(formatWait('zh', 900)).toBe('15分钟');
});
