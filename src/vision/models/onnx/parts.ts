/** Reading the parts of an ONNX file's graph (onnx/onnx, `onnx.proto3`; the numbers are its field numbers). */
import { concat, type Field, fieldOf, messageField, readFields, textOf } from './protobuf.ts';

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

/** `parts`: all of its fields, in their order. */
export type OnnxNode = { op: string; inputs: string[]; output: string; parts: Field[] };
export type OnnxConstant = { shape: number[]; values: Float32Array };

/** A node of one output, as all nodes of convolutional networks are. */
export function readNode({ bytes }: Field): OnnxNode {
  const parts = readFields(bytes);
  return {
    op: textOf(fieldOf(parts, NODE_PART.op)),
    inputs: parts.filter(({ field }) => field === NODE_PART.input).map(textOf),
    output: textOf(fieldOf(parts, NODE_PART.output)),
    parts,
  };
}

/** The value of a node's attribute that is a whole number; undefined where it has none of that name. */
export function numberOf({ parts }: OnnxNode, name: string): number | undefined {
  for (const { field, bytes } of parts) {
    if (field !== NODE_PART.attribute) continue;
    const attribute = readFields(bytes);
    if (textOf(fieldOf(attribute, ATTRIBUTE.name)) === name) return fieldOf(attribute, ATTRIBUTE.int)?.value;
  }
  return undefined;
}

/** Whether the field is the attribute of that name. */
export function isAttribute({ field, bytes }: Field, name: string): boolean {
  return field === NODE_PART.attribute && textOf(fieldOf(readFields(bytes), ATTRIBUTE.name)) === name;
}

/** The graph's constants of float32 that are stored as raw bytes, by their names. */
export function readConstants(graph: readonly Field[]): Map<string, OnnxConstant> {
  const constants = new Map<string, OnnxConstant>();
  for (const { field, bytes } of graph) {
    if (field !== GRAPH_PART.constant) continue;
    const tensor = readFields(bytes);
    const shape = tensor.filter((part) => part.field === TENSOR.dimension).map(({ value }) => value);
    const raw = fieldOf(tensor, TENSOR.raw)?.bytes;
    const whole = raw?.length === 4 * shape.reduce((product, size) => product * size, 1);
    if (fieldOf(tensor, TENSOR.type)?.value !== FLOAT || !raw || !whole) continue;
    // Copied: where it lies in the file need not be a multiple of four.
    const values = new Float32Array(new Uint8Array(raw).buffer);
    constants.set(textOf(fieldOf(tensor, TENSOR.name)), { shape, values });
  }
  return constants;
}

/**
 * The model with its graph written anew; everything else is copied.
 * @param model bytes of an .onnx file.
 * @param rewrite from the graph's fields to its new ones.
 * @throws {RangeError} when it is no such file.
 */
export function withGraph(model: Uint8Array, rewrite: (graph: Field[]) => Uint8Array[]): Uint8Array {
  const fields = readFields(model);
  return concat(
    fields.map(({ field, bytes, whole }) =>
      field === GRAPH ? messageField(GRAPH, ...rewrite(readFields(bytes))) : whole,
    ),
  );
}
