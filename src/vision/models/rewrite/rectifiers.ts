/**
 * Makes networks faster without a change of their results. The embedding networks spend more than half of their time on
 * their 33 PRelu nodes, the liveness networks a third. ONNX Runtime 1.30 computes PRelu one value at a time, and
 * outside of the blocked layout of its convolutions, so each PRelu also costs two reorderings. The same function can be
 * made of operators that stay in that layout. Then a network takes half its time (docs/adr/0005-rectifiers.md):
 *
 *     prelu(x) = a x + (1 - a) relu(x)
 *
 * These are two convolutions of one pixel, with a factor for each channel. ONNX Runtime adds their results while it
 * computes the second one.
 */

import { GRAPH_PART, readConstants, readNode, withGraph } from '../onnx/parts.ts';
import type { Field } from '../onnx/protobuf.ts';
import { constantField, nodeField } from '../onnx/write.ts';

/** The nodes and constants that replace a PRelu with these slopes, one for each channel. */
function rectifier(input: string, output: string, slopes: Float32Array): Uint8Array[] {
  const channels = slopes.length;
  const part = (name: string) => `${output}/${name}`;
  const scale = (from: string, factors: string, to: string) =>
    nodeField('Conv', [from, part(factors)], to, { group: channels, kernel_shape: [1, 1] });
  // With slopes of at most 1 this is relu((1 - a) x), which ONNX Runtime computes within the convolution.
  const positive = slopes.every((slope) => slope <= 1)
    ? [scale(input, '1-a', part('scaled')), nodeField('Relu', [part('scaled')], part('positive'))]
    : [nodeField('Relu', [input], part('relu')), scale(part('relu'), '1-a', part('positive'))];
  return [
    constantField(part('a'), [channels, 1, 1, 1], slopes),
    constantField(
      part('1-a'),
      [channels, 1, 1, 1],
      slopes.map((slope) => 1 - slope),
    ),
    ...positive,
    scale(input, 'a', part('linear')),
    nodeField('Add', [part('linear'), part('positive')], output),
  ];
}

/** ONNX Runtime itself computes one slope for all channels, and slopes of another shape. */
function isPerChannel(shape: readonly number[]): boolean {
  return shape.length === 3 && shape[0] !== 1 && shape[1] === 1 && shape[2] === 1;
}

function rewriteGraph(graph: readonly Field[]): Uint8Array[] {
  const slopes = readConstants(graph, isPerChannel);
  return graph.flatMap((part) => {
    const node = part.field === GRAPH_PART.node ? readNode(part) : undefined;
    if (node?.op !== 'PRelu') return [part.encoded];
    const [input, slope] = node.inputs as [string, string];
    const values = slopes.get(slope)?.values;
    return values ? rectifier(input, node.output, values) : [part.encoded];
  });
}

/**
 * The model without PRelu nodes; everything else is copied.
 * @param model bytes of an .onnx file. Its PRelu nodes have a slope for each channel, as in convolutional networks.
 * @returns bytes of an .onnx file that computes the same, except for rounding.
 * @throws {RangeError} when the bytes are no ONNX file.
 */
export function withFastRectifiers(model: Uint8Array): Uint8Array {
  return withGraph(model, rewriteGraph);
}
