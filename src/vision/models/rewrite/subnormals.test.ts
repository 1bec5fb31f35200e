import { describe, expect, test } from 'bun:test';
import ort from 'onnxruntime-node';
import { findModels, loadModel } from '../models.ts';
import { readConstants, withGraph } from '../onnx/parts.ts';
import { createOnnxGraph } from '../onnx/write.ts';
import { openNetwork } from '../session.ts';
import { withoutSubnormals } from './subnormals.ts';

const SHAPE = [1, 3, 112, 112] as const;
const wave = (i: number) => Math.sin(i / 40) * Math.cos(i / 3000);
const isSmall = (value: number) => value !== 0 && Math.abs(value) < 1e-16;

/** A network that scales four channels, and adds a number to each. */
function scales(factors: readonly number[], addends: readonly number[]): Uint8Array {
  const graph = createOnnxGraph();
  const weights = graph.constant([4, 1, 1, 1], Float32Array.from(factors));
  const biases = graph.constant([4], Float32Array.from(addends));
  graph.node('Conv', ['input', weights, biases], 'scaled', { group: 4, kernel_shape: [1, 1] });
  graph.node('Flatten', ['scaled'], 'output');
  return graph.file({ name: 'input', shape: [1, 4, 1, 1] }, { name: 'output', shape: [1, 4] });
}

function constantsOf(model: Uint8Array): Float32Array[] {
  let found: Float32Array[] = [];
  withGraph(model, (graph) => {
    found = [...readConstants(graph).values()].map(({ values }) => values);
    return [];
  });
  return found;
}

async function outputOf(model: Uint8Array, shape: readonly [number, number, number, number]): Promise<Float32Array> {
  const network = await openNetwork(model, shape);
  for (let i = 0; i < network.input.length; i++) network.input[i] = wave(i);
  const { output } = await network.run();
  await network.release();
  return output!;
}

describe('negligible weights', () => {
  test('become zero, and larger small ones stay', () => {
    const [weights] = constantsOf(withoutSubnormals(scales([1e-40, -9e-17, 1e-15, -2], [0, 0, 0, 0])));
    expect([...weights!]).toEqual([...Float32Array.of(0, 0, 1e-15, -2)]);
  });

  test('stay when they are added, or guard against a division by zero', () => {
    const [, biases] = constantsOf(withoutSubnormals(scales([1e-40, 1, 1, 1], [1e-20, 1e-40, 0, 1])));
    expect([...biases!]).toEqual([...Float32Array.of(1e-20, 1e-40, 0, 1)]);
  });

  test('are removed from every network that is opened, and nothing else is', async () => {
    expect([...(await outputOf(scales([1e-20, 1e-20, 1, 1], [0, 1, 0, 1]), [1, 4, 1, 1]))].slice(0, 2)).toEqual([0, 1]);
    const model = scales([1, 2, 3, 4], [0, 0, 0, 0]);
    expect(withoutSubnormals(model)).toEqual(model);
  });

  test('are many in the recognition network, and its result is the same without them', async () => {
    const model = await loadModel('feature', findModels());
    const few = constantsOf(model).reduce((sum, values) => sum + values.filter(isSmall).length, 0);
    expect(few).toBeGreaterThan(100_000);
    const input = Float32Array.from({ length: 3 * 112 * 112 }, (_, i) => wave(i));
    const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const { output } = await session.run({ [session.inputNames[0]!]: new ort.Tensor('float32', input, SHAPE) });
    await session.release();
    const before = output!.data as Float32Array;
    const largest = Math.max(...before.map(Math.abs));
    const after = await outputOf(model, SHAPE);
    expect(after.length).toBe(before.length);
    for (const [i, value] of after.entries()) expect(Math.abs(value - before[i]!)).toBeLessThan(1e-6 * largest);
  });
});
