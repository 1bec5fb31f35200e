import { describe, expect, test } from 'bun:test';
import { unitLength } from '../../recognizers/embedding/bytes.ts';
import { findModels, loadModel } from '../models.ts';
import { createOnnxGraph } from '../onnx/write.ts';
import { openNetwork } from '../session.ts';
import { convertToOnnx } from '../tflite/convert.ts';
import { withFastRectifiers } from './rectifiers.ts';

const SHAPE = [1, 3, 4, 4] as const;

/** A network of one PRelu with these slopes. */
function rectifierAlone(slopes: readonly number[]): Uint8Array {
  const graph = createOnnxGraph();
  const slope = graph.constant([slopes.length, 1, 1], Float32Array.from(slopes));
  graph.node('PRelu', ['input', slope], 'turned');
  graph.node('Flatten', ['turned'], 'output');
  return graph.file({ name: 'input', shape: SHAPE }, { name: 'output', shape: [1, 48] });
}

async function outputOf(
  model: Uint8Array,
  shape: readonly [number, number, number, number],
  value: (i: number) => number,
): Promise<Float32Array> {
  const network = await openNetwork(model, shape);
  for (let i = 0; i < network.input.length; i++) network.input[i] = value(i);
  const { output } = await network.run();
  await network.release();
  return output!;
}

const has = (model: Uint8Array, operator: string) => Buffer.from(model).includes(operator);

describe('rectifiers that ONNX Runtime computes fast', () => {
  test.each([
    ['between 0 and 1', [0.25, 0, 1]],
    ['above 1 and below 0, too', [0.25, 3, -2]],
  ])('scale what is below zero by the slope of its channel, %s', async (_, slopes) => {
    const output = await outputOf(withFastRectifiers(rectifierAlone(slopes)), SHAPE, (i) => i - 24.5);
    const expected = Array.from({ length: 48 }, (_, i) => (i > 24 ? i - 24.5 : (i - 24.5) * slopes[i >> 4]!));
    for (const [i, value] of output.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  });

  test('leave a single slope for all channels as it is', () => {
    const model = rectifierAlone([0.25]);
    expect(withFastRectifiers(model)).toEqual(model);
  });

  test('give the same embeddings as the original networks', async () => {
    const models = [
      await loadModel('feature', findModels()),
      convertToOnnx(await loadModel('mobilefacenet', findModels())),
    ];
    for (const model of models) {
      const [slow, fast] = [model, withFastRectifiers(model)];
      expect([has(slow, 'PRelu'), has(fast, 'PRelu')]).toEqual([true, false]);
      const picture = (i: number) => Math.sin(i / 40) * Math.cos(i / 3000);
      const before = unitLength(await outputOf(slow, [1, 3, 112, 112], picture));
      const after = unitLength(await outputOf(fast, [1, 3, 112, 112], picture));
      expect(after.length).toBe(before.length);
      const cosine = after.reduce((sum, value, i) => sum + value * before[i]!, 0);
      expect(Math.abs(1 - cosine)).toBeLessThan(1e-6);
    }
  });

  test('refuse a file that ends in the middle', () => {
    const model = rectifierAlone([0.25, 1, 2]);
    expect(() => withFastRectifiers(model.subarray(0, model.length - 1))).toThrow(RangeError);
    expect(() => withFastRectifiers(Uint8Array.of(0x80))).toThrow(RangeError);
  });
});
