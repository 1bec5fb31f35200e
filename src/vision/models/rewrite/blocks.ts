/**
 * Networks made faster without another result, second part (`rectifiers.ts` is the first). ONNX Runtime computes
 * convolutions in blocks of 8 or 16 channels, as many as the processor's vectors are wide. One that has a filter for
 * each channel is computed so only where its channels are a multiple of that; the liveness networks, which were pruned
 * after training, have 13, 52, 77, 103 or 231. They get more channels of zeros, that nothing comes out of
 * (docs/adr/0005-rectifiers.md).
 */

import {
  GRAPH_PART,
  isAttribute,
  NODE_PART,
  numberOf,
  type OnnxConstant,
  type OnnxNode,
  readConstants,
  readNode,
  withGraph,
} from '../onnx/parts.ts';
import { bytesField, messageField, readFields } from '../onnx/protobuf.ts';
import { constantField, nodeField } from '../onnx/write.ts';

/** Channels of a block with AVX-512; a multiple of those of every other processor. */
const BLOCK = 16;

type Graph = { nodes: readonly OnnxNode[]; constants: ReadonlyMap<string, OnnxConstant> };

const toWhole = (channels: number) => Math.ceil(channels / BLOCK) * BLOCK;

/** Whether a convolution has a filter for each channel, and none between them. */
function isDepthwise(node: OnnxNode, weights: OnnxConstant): boolean {
  return weights.shape[1] === 1 && numberOf(node, 'group') === weights.shape[0];
}

/** Whether channels of zeros may be added to a value: whatever takes it can be made to overlook them. */
function mayGrow(graph: Graph, value: string): boolean {
  const users = graph.nodes.filter(({ inputs }) => inputs.includes(value));
  return (
    users.length > 0 &&
    users.every((node) => {
      const constant = graph.constants.get(node.inputs[1] ?? '');
      if (!constant || node.inputs[0] !== value) return false;
      if (node.op === 'Conv' && !isDepthwise(node, constant)) return (numberOf(node, 'group') ?? 1) === 1;
      return (node.op === 'Conv' || node.op === 'PRelu') && mayGrow(graph, node.output);
    })
  );
}

/** The constant with zeros up to `size` along one of its axes. */
function grown({ shape, values }: OnnxConstant, axis: 0 | 1, size: number): OnnxConstant {
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const [row, wide] = [shape[axis]! * inner, size * inner];
  const rows = values.length / row;
  const result = new Float32Array(rows * wide);
  for (let i = 0; i < rows; i++) result.set(values.subarray(i * row, (i + 1) * row), i * wide);
  return { shape: shape.with(axis, size), values: result };
}

/** The fields of a node with other constants, and another number of groups where it has a filter for each channel. */
function rewritten(node: OnnxNode, changed: ReadonlyMap<number, OnnxConstant>, groups?: number): Uint8Array[] {
  const name = (input: string, at: number) => (changed.has(at) ? `${node.output}/whole-${at}` : input);
  const kept = node.parts.filter(
    (part) => part.field !== NODE_PART.input && !(groups !== undefined && isAttribute(part, 'group')),
  );
  const added = groups === undefined ? [] : readFields(nodeField('', [], '', { group: groups }));
  const group = added.flatMap(({ bytes }) => readFields(bytes)).filter(({ field }) => field === NODE_PART.attribute);
  return [
    ...[...changed].map(([at, { shape, values }]) => constantField(name('', at), shape, values)),
    messageField(
      GRAPH_PART.node,
      ...node.inputs.map((input, at) => bytesField(NODE_PART.input, name(input, at))),
      ...[...kept, ...group].map(({ whole }) => whole),
    ),
  ];
}

/** What each node becomes, in the graph's order; undefined: it stays as it is. */
function growNodes(graph: Graph): (node: OnnxNode) => Uint8Array[] | undefined {
  const sizes = new Map<string, number>();
  return (node) => {
    const constants = node.inputs.map((input) => graph.constants.get(input));
    const [, second, third] = constants;
    if (!second || (node.op !== 'Conv' && node.op !== 'PRelu')) return undefined;
    const before = sizes.get(node.inputs[0]!);
    const each = node.op === 'PRelu' || isDepthwise(node, second);
    const channels = second.shape[0]!;
    const after = each ? before : mayGrow(graph, node.output) ? toWhole(channels) : channels;
    if (after === undefined || (before === undefined && after === channels)) return undefined;
    if (after !== channels) sizes.set(node.output, after);
    const inner = each || before === undefined ? second : grown(second, 1, before);
    const changed = new Map([[1, grown(inner, 0, after)]]);
    if (third) changed.set(2, grown(third, 0, after));
    return rewritten(node, changed, each && node.op === 'Conv' ? after : undefined);
  };
}

/**
 * The model with whole blocks of channels between its convolutions, where only convolutions and PRelu are between.
 * Apply it before `withFastRectifiers`.
 * @param model bytes of an .onnx file.
 * @returns bytes of an .onnx file that computes the same.
 * @throws {RangeError} when it is no such file.
 */
export function withWholeBlocks(model: Uint8Array): Uint8Array {
  return withGraph(model, (fields) => {
    const nodes = fields.filter(({ field }) => field === GRAPH_PART.node).map(readNode);
    const grow = growNodes({ nodes, constants: readConstants(fields) });
    return fields.flatMap((part) => (part.field === GRAPH_PART.node && grow(readNode(part))) || [part.whole]);
  });
}
