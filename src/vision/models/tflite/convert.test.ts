import { describe, expect, test } from 'bun:test';
import { unitLength } from '../../recognizers/embedding/bytes.ts';
import { findModels, loadModel } from '../models.ts';
import { openNetwork } from '../session.ts';
import { convertToOnnx } from './convert.ts';

const original = await loadModel('mobilefacenet', findModels());

/** The position of the model's operator code `index` in the file (see `flatbuffer.ts`; 1 is the convolution). */
function operatorCode(file: Uint8Array, index: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const follow = (at: number) => at + view.getUint32(at, true);
  const fieldOf = (table: number, field: number) =>
    table + view.getUint16(table - view.getInt32(table, true) + 4 + 2 * field, true);
  const codes = follow(fieldOf(follow(0), 1)) + 4;
  return fieldOf(follow(codes + 4 * index), 0);
}

function damaged(change: (file: Uint8Array) => void): Uint8Array {
  const file = original.slice();
  change(file);
  return file;
}

describe('MobileFaceNet, converted from TensorFlow Lite', () => {
  test('gives 192 numbers, not all zero: the same for the same picture, different ones for another', async () => {
    const network = await openNetwork(convertToOnnx(original), [1, 3, 112, 112]);
    const look = async (value: (i: number) => number) => {
      network.input.forEach((_, i) => {
        network.input[i] = value(i);
      });
      return unitLength((await network.run()).output!);
    };
    const [first, again, other] = [
      await look((i) => Math.sin(i / 50)),
      await look((i) => Math.sin(i / 50)),
      await look((i) => Math.cos(i / 9)),
    ];
    await network.release();
    expect(first.length).toBe(192);
    expect(Math.hypot(...first)).toBeCloseTo(1, 5);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('can be anywhere in a larger buffer', () => {
    const shifted = new Uint8Array(original.length + 3).subarray(3);
    shifted.set(original);
    expect(convertToOnnx(shifted)).toEqual(convertToOnnx(original));
  });
});

describe('a file that is refused', () => {
  test('has an unknown operator', () => {
    const file = damaged((bytes) => {
      bytes[operatorCode(bytes, 1)] = 99;
    });
    expect(() => convertToOnnx(file)).toThrow(new RangeError('Cannot convert: operator 99'));
  });

  test('is cut short anywhere', () => {
    for (const share of [0, 1e-6, 1e-5, 1e-4, 1e-3, 0.1, 0.5, 0.9, 0.999]) {
      const length = Math.floor(original.length * share);
      expect(() => convertToOnnx(original.slice(0, length))).toThrow(RangeError);
      // The rest of the file may follow in the same memory.
      expect(() => convertToOnnx(original.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => convertToOnnx(original.slice(0, -4))).toThrow(RangeError);
  });

  test('is no TensorFlow Lite file', () => {
    expect(() => convertToOnnx(new Uint8Array(64).fill(255))).toThrow(RangeError);
    expect(() => convertToOnnx(new Uint8Array(1000))).toThrow(RangeError);
  });
});
