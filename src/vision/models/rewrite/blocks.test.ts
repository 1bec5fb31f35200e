import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeIf, livenessModels } from '../../../../test/helpers/need.ts';
import { LIVENESS_MODELS } from '../models.ts';
import { readConstants, readNode, withGraph } from '../onnx/parts.ts';
import { createOnnxGraph } from '../onnx/write.ts';
import { openNetwork } from '../session.ts';
import { withFullBlocks } from './blocks.ts';
import { withFastRectifiers } from './rectifiers.ts';

const models = livenessModels();
const SHAPE = [1, 3, 6, 6] as const;
const wave = (length: number, pace: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * pace));

/** A pruned network: 13 channels between two convolutions. With `kept` another node reads them, too. */
function pruned(kept = false): Uint8Array {
  const graph = createOnnxGraph();
  const one = { kernel_shape: [1, 1] };
  const weights = graph.constant([13, 3, 1, 1], wave(39, 1.1));
  graph.node('Conv', ['input', weights, graph.constant([13], wave(13, 0.7))], 'wide', one);
  graph.node('PRelu', ['wide', graph.constant([13, 1, 1], wave(13, 0.4))], 'turned');
  const each = graph.constant([13, 1, 3, 3], wave(117, 0.9));
  const own = { group: 13, kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
  graph.node('Conv', ['turned', each, graph.constant([13], wave(13, 2))], 'seen', own);
  graph.node('Conv', ['seen', graph.constant([16, 13, 1, 1], wave(208, 0.3))], 'narrow', one);
  graph.node('Flatten', [kept ? 'seen' : 'narrow'], 'output');
  return graph.file({ name: 'input', shape: SHAPE }, { name: 'output', shape: [1, kept ? 468 : 576] });
}

/** The number of channels of every depthwise convolution. */
function ownChannels(model: Uint8Array): number[] {
  const channels: number[] = [];
  withGraph(model, (graph) => {
    const constants = readConstants(graph);
    for (const part of graph) {
      const { op, inputs } = part.field === 1 ? readNode(part) : { op: '', inputs: [] };
      const shape = constants.get(inputs[1] ?? '')?.shape ?? [];
      if (op === 'Conv' && shape[1] === 1 && shape[2]! > 1) channels.push(shape[0]!);
    }
    return [];
  });
  return channels;
}

async function outputOf(model: Uint8Array, shape: readonly [number, number, number, number]): Promise<Float32Array> {
  const network = await openNetwork(model, shape);
  for (let i = 0; i < network.input.length; i++) network.input[i] = 128 + 100 * Math.sin(i / 40) * Math.cos(i / 3000);
  const [output] = Object.values(await network.run());
  await network.release();
  return output!;
}

/** The largest difference, as a part of the largest value. */
function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / Math.max(...a.map(Math.abs));
}

describe('full blocks of channels', () => {
  test('have channels of zeros that change no result', async () => {
    const [before, after] = [pruned(), withFullBlocks(pruned())];
    expect([ownChannels(before), ownChannels(after)]).toEqual([[13], [16]]);
    const expected = await outputOf(before, SHAPE);
    expect(difference(expected, await outputOf(after, SHAPE))).toBeLessThan(1e-5);
    expect(difference(expected, await outputOf(withFastRectifiers(after), SHAPE))).toBeLessThan(1e-5);
  });

  test('are not made when another node reads the channels', () => {
    expect(withFullBlocks(pruned(true))).toEqual(pruned(true));
  });

  test('refuse a file that ends in the middle', () => {
    expect(() => withFullBlocks(pruned().subarray(0, -1))).toThrow(RangeError);
  });
});

describeIf(models, 'full blocks in the liveness networks', 'their files are not there (models fetch)', () => {
  test.each(Object.values(LIVENESS_MODELS))('give the verdict of $file as it comes', async ({ file }) => {
    const model = new Uint8Array(readFileSync(join(models!, file)));
    const padded = withFullBlocks(model);
    expect(ownChannels(model).some((channels) => channels % 16 !== 0)).toBe(true);
    expect(ownChannels(padded).filter((channels) => channels % 16 !== 0)).toEqual([]);
    const fast = await outputOf(withFastRectifiers(padded), [1, 3, 80, 80]);
    expect(difference(await outputOf(model, [1, 3, 80, 80]), fast)).toBeLessThan(1e-4);
  });
});
