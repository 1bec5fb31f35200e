/** Weights of 16 bits, as the numbers that they stand for. */
import { expect, test } from 'bun:test';
import { widened } from './read.ts';

/** IEEE 754-2019, 3.4: the value of a binary16 by its sign, exponent and fraction. */
function numberOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

test('every finite number of 16 bits keeps its value', () => {
  const finite = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => ((bits >> 10) & 31) !== 31);
  expect([...widened(finite)]).toEqual([...finite].map(numberOf));
});

test('one, minus two, a third and the smallest number are those of the standard', () => {
  const known = widened(Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001));
  expect([...known]).toEqual([1, -2, 0.333251953125, 2 ** -24]);
});

test.each([
  ['an infinity', 0x7c00],
  ['no number', 0x7e00],
])('a weight that is %s is refused', (_, bits) => {
  expect(() => widened(Uint16Array.of(bits))).toThrow(RangeError);
});
