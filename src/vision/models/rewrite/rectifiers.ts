/**
 * Networks made faster without another result. The embeddings spend more than half of their time on their 33 PRelu
 * nodes, the liveness networks a third: ONNX Runtime 1.30 computes one value at a time there, and outside of the
 * blocked layout that its convolutions keep, so that each costs two reorderings as well. The same function from
 * operators that stay in that layout takes half the time of the whole network (docs/adr/0005-rectifiers.md):
 *
 *     prelu(x) = a x + (1 - a) relu(x)
 *
 * two convolutions of one pixel, a factor for each channel, whose sum ONNX Runtime computes with the second of them.
 */

import { GRAPH_PART, readConstants, readNode, withGraph } from '../onnx/parts.ts';
import type { Field } from '../onnx/protobuf.ts';
import { constantField, nodeField } from '../onnx/write.ts';

/** The nodes and constants that stand for a PRelu with these slopes, one a channel. */
function rectifier(input: string, output: string, slopes: Float32Array): Uint8Array[] {
  const channels = slopes.length;
  const part = (name: string) => `${output}/${name}`;
  const scale = (from: string, factors: string, to: string) =>
    nodeField('Conv', [from, part(factors)], to, { group: channels, kernel_shape: [1, 1] });
  // Slopes of at most 1 allow relu((1 - a) x), which becomes part of the convolution.
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

function rewriteGraph(graph: readonly Field[]): Uint8Array[] {
  const constants = readConstants(graph);
  return graph.flatMap((part) => {
    const node = part.field === GRAPH_PART.node ? readNode(part) : undefined;
    if (node?.op !== 'PRelu') return [part.whole];
    const [input, slope] = node.inputs as [string, string];
    const { shape, values } = constants.get(slope) ?? {};
    // One slope for all channels, or slopes of another shape, are left to ONNX Runtime.
    const perChannel = shape?.length === 3 && shape[0] !== 1 && shape[1] === 1 && shape[2] === 1;
    return values && perChannel ? rectifier(input, node.output, values) : [part.whole];
  });
}

/**
 * The model with its PRelu nodes replaced; everything else is copied.
 * @param model bytes of an .onnx file whose PRelu nodes have a slope for each channel, as those of convolutional
 *   networks do.
 * @returns bytes of an .onnx file that computes the same to rounding.
 * @throws {RangeError} when it is no such file.
 */
export function withFastRectifiers(model: Uint8Array): Uint8Array {
  return withGraph(model, rewriteGraph);
}
