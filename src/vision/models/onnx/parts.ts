/** Reads the parts of the graph in an ONNX file. The numbers are the field numbers of onnx/onnx, `onnx.proto3`. */
import { concat, type Field, fieldOf, messageParts, readFields, textOf } from './protobuf.ts';

/** `ModelProto.graph` */
const GRAPH = 7;
/** `GraphProto.node`, `.initializer` */
export const GRAPH_PART = { node: 1, constant: 5 };
/** `NodeProto.input`, `.output`, `.op_type`, `.attribute` */
export const NODE_PART = { input: 1, output: 2, op: 4, attribute: 5 };
/** `TensorProto.dims`, `.data_type`, `.name`, `.raw_data` */
const TENSOR = { dimension: 1, type: 2, name: 8, raw: 9 };
const FLOAT = 1;
/** `AttributeProto.name`, `.i` */
const ATTRIBUTE = { name: 1, int: 3 };

/** `parts`: all fields of the node, in order. */
export type OnnxNode = { op: string; inputs: string[]; output: string; parts: Field[] };
export type OnnxConstant = { shape: number[]; values: Float32Array };

/** Reads a node with one output; all nodes of convolutional networks have one. */
export function readNode({ bytes }: Field): OnnxNode {
  const parts = readFields(bytes);
  return {
    op: textOf(fieldOf(parts, NODE_PART.op)),
    inputs: parts.filter(({ field }) => field === NODE_PART.input).map(textOf),
    output: textOf(fieldOf(parts, NODE_PART.output)),
    parts,
  };
}

/** The value of an integer attribute of a node; undefined without an attribute of this name. */
export function numberOf({ parts }: OnnxNode, name: string): number | undefined {
  for (const { field, bytes } of parts) {
    if (field !== NODE_PART.attribute) continue;
    const attribute = readFields(bytes);
    if (textOf(fieldOf(attribute, ATTRIBUTE.name)) === name) return fieldOf(attribute, ATTRIBUTE.int)?.value;
  }
  return undefined;
}

/** Whether the field is the attribute with this name. */
export function isAttribute({ field, bytes }: Field, name: string): boolean {
  return field === NODE_PART.attribute && textOf(fieldOf(readFields(bytes), ATTRIBUTE.name)) === name;
}

/** A constant whose values are still the bytes of the file. */
type RawConstant = { name: string; shape: number[]; raw: Uint8Array };

/** The float32 constants of the graph that are stored as raw bytes, in order. */
export function rawConstants(graph: readonly Field[]): RawConstant[] {
  const constants: RawConstant[] = [];
  for (const { field, bytes } of graph) {
    if (field !== GRAPH_PART.constant) continue;
    const tensor = readFields(bytes);
    const shape = tensor.filter((part) => part.field === TENSOR.dimension).map(({ value }) => value);
    const raw = fieldOf(tensor, TENSOR.raw)?.bytes;
    const complete = raw?.length === 4 * shape.reduce((product, size) => product * size, 1);
    if (fieldOf(tensor, TENSOR.type)?.value !== FLOAT || !raw || !complete) continue;
    constants.push({ name: textOf(fieldOf(tensor, TENSOR.name)), shape, raw });
  }
  return constants;
}

/** A copy of the bytes as numbers: their offset in the file need not be a multiple of four. */
export function floatsOf(raw: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(raw).buffer);
}

/**
 * The float32 constants of the graph that are stored as raw bytes, by name.
 * @param wanted by shape: a network has megabytes of others. All by default.
 */
export function readConstants(
  graph: readonly Field[],
  wanted: (shape: readonly number[]) => boolean = () => true,
): Map<string, OnnxConstant> {
  const found = rawConstants(graph).filter(({ shape }) => wanted(shape));
  return new Map(found.map(({ name, shape, raw }) => [name, { shape, values: floatsOf(raw) }]));
}

/** The fields of the model's graph. Their bytes are the model's own. @throws {RangeError} when it is no ONNX file. */
export function graphOf(model: Uint8Array): Field[] {
  const graph = fieldOf(readFields(model), GRAPH);
  return graph ? readFields(graph.bytes) : [];
}

/**
 * The model with a rewritten graph; everything else is copied.
 * @param model bytes of an .onnx file.
 * @param rewrite turns the fields of the graph into new ones.
 * @throws {RangeError} when the bytes are no ONNX file.
 */
export function withGraph(model: Uint8Array, rewrite: (graph: Field[]) => Uint8Array[]): Uint8Array {
  const fields = readFields(model);
  return concat(
    fields.flatMap(({ field, bytes, encoded }) =>
      field === GRAPH ? messageParts(GRAPH, rewrite(readFields(bytes))) : [encoded],
    ),
  );
}
