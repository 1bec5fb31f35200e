/**
 * Makes networks faster without a change of their results, part two (`rectifiers.ts` is part one). ONNX Runtime
 * computes convolutions in blocks of 8 or 16 channels, the width of the processor's vectors. A depthwise convolution
 * (one filter for each channel) is computed in blocks only when the number of its channels is a multiple of that. The
 * liveness networks were pruned after training and have 13, 52, 77, 103 or 231 channels. So this file pads them with
 * channels of zeros, which change no result (docs/adr/0005-rectifiers.md).
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

/** Channels of a block with AVX-512. It is a multiple of the blocks of every other processor. */
const BLOCK = 16;

type Graph = { nodes: readonly OnnxNode[]; constants: ReadonlyMap<string, OnnxConstant> };

const padded = (channels: number) => Math.ceil(channels / BLOCK) * BLOCK;

/** Whether a convolution has one filter for each channel, which sees that channel alone. */
function isDepthwise(node: OnnxNode, weights: OnnxConstant): boolean {
  return weights.shape[1] === 1 && numberOf(node, 'group') === weights.shape[0];
}

/** Whether a value can be padded with channels of zeros: every node that takes it can ignore them. */
function canPad(graph: Graph, value: string): boolean {
  const users = graph.nodes.filter(({ inputs }) => inputs.includes(value));
  return (
    users.length > 0 &&
    users.every((node) => {
      const constant = graph.constants.get(node.inputs[1] ?? '');
      if (!constant || node.inputs[0] !== value) return false;
      if (node.op === 'Conv' && !isDepthwise(node, constant)) return (numberOf(node, 'group') ?? 1) === 1;
      return (node.op === 'Conv' || node.op === 'PRelu') && canPad(graph, node.output);
    })
  );
}

/** The constant, padded with zeros to `size` along one axis. */
function padConstant({ shape, values }: OnnxConstant, axis: 0 | 1, size: number): OnnxConstant {
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const [row, wide] = [shape[axis]! * inner, size * inner];
  const rows = values.length / row;
  const result = new Float32Array(rows * wide);
  for (let i = 0; i < rows; i++) result.set(values.subarray(i * row, (i + 1) * row), i * wide);
  return { shape: shape.with(axis, size), values: result };
}

/** The fields of a node with changed constants, and with a changed number of groups if it is depthwise. */
function rewritten(node: OnnxNode, changed: ReadonlyMap<number, OnnxConstant>, groups?: number): Uint8Array[] {
  const name = (input: string, at: number) => (changed.has(at) ? `${node.output}/padded-${at}` : input);
  const unchanged = node.parts.filter(
    (part) => part.field !== NODE_PART.input && !(groups !== undefined && isAttribute(part, 'group')),
  );
  const added = groups === undefined ? [] : readFields(nodeField('', [], '', { group: groups }));
  const group = added.flatMap(({ bytes }) => readFields(bytes)).filter(({ field }) => field === NODE_PART.attribute);
  return [
    ...[...changed].map(([at, { shape, values }]) => constantField(name('', at), shape, values)),
    messageField(
      GRAPH_PART.node,
      ...node.inputs.map((input, at) => bytesField(NODE_PART.input, name(input, at))),
      ...[...unchanged, ...group].map(({ encoded }) => encoded),
    ),
  ];
}

/** Rewrites the nodes one by one, in the order of the graph. The function returns undefined for an unchanged node. */
function padNodes(graph: Graph): (node: OnnxNode) => Uint8Array[] | undefined {
  const sizes = new Map<string, number>();
  return (node) => {
    const constants = node.inputs.map((input) => graph.constants.get(input));
    const [, second, third] = constants;
    if (!second || (node.op !== 'Conv' && node.op !== 'PRelu')) return undefined;
    const before = sizes.get(node.inputs[0]!);
    const each = node.op === 'PRelu' || isDepthwise(node, second);
    const channels = second.shape[0]!;
    const after = each ? before : canPad(graph, node.output) ? padded(channels) : channels;
    if (after === undefined || (before === undefined && after === channels)) return undefined;
    if (after !== channels) sizes.set(node.output, after);
    const inner = each || before === undefined ? second : padConstant(second, 1, before);
    const changed = new Map([[1, padConstant(inner, 0, after)]]);
    if (third) changed.set(2, padConstant(third, 0, after));
    return rewritten(node, changed, each && node.op === 'Conv' ? after : undefined);
  };
}

/**
 * The model with channels padded to full blocks, wherever only convolutions and PRelu nodes take them. Apply it before
 * `withFastRectifiers`.
 * @param model bytes of an .onnx file.
 * @returns bytes of an .onnx file that computes the same.
 * @throws {RangeError} when the bytes are no ONNX file.
 */
export function withFullBlocks(model: Uint8Array): Uint8Array {
  return withGraph(model, (fields) => {
    const nodes = fields.filter(({ field }) => field === GRAPH_PART.node).map(readNode);
    const pad = padNodes({ nodes, constants: readConstants(fields) });
    return fields.flatMap((part) => (part.field === GRAPH_PART.node && pad(readNode(part))) || [part.encoded]);
  });
}
