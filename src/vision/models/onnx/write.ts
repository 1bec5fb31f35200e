/** Writes an ONNX file with float32 only. The numbers are the field numbers of onnx/onnx, `onnx.proto3`. */
import { bytesField, concat, messageField, messageParts, numberField } from './protobuf.ts';

/** Every ONNX Runtime since 1.10 (2021) reads IR version 8 with operator set 13. */
const IR_VERSION = 8;
const OPSET = 13;
const FLOAT = 1;
/** `AttributeProto.AttributeType` */
const ATTRIBUTE = { int: 2, text: 3, ints: 7 };

export type Attribute = number | string | readonly number[];
export type Shape = readonly number[];

export type OnnxGraph = {
  /** Adds a constant. @returns its name. */
  constant(shape: Shape, values: Float32Array): string;
  node(op: string, inputs: readonly string[], output: string, attributes?: Record<string, Attribute>): void;
  /** The bytes of the file. */
  file(input: { name: string; shape: Shape }, output: { name: string; shape: Shape }): Uint8Array;
};

function attributeField(name: string, value: Attribute): Uint8Array {
  const named = bytesField(1, name);
  if (typeof value === 'number') return messageField(5, named, numberField(3, value), numberField(20, ATTRIBUTE.int));
  if (typeof value === 'string') return messageField(5, named, bytesField(4, value), numberField(20, ATTRIBUTE.text));
  return messageField(5, named, ...value.map((number) => numberField(8, number)), numberField(20, ATTRIBUTE.ints));
}

function valueField(field: number, { name, shape }: { name: string; shape: Shape }): Uint8Array {
  const dimensions = shape.map((size) => messageField(1, numberField(1, size)));
  const tensor = messageField(1, numberField(1, FLOAT), messageField(2, ...dimensions));
  return messageField(field, bytesField(1, name), messageField(2, tensor));
}

/** A node as a field of a graph. */
export function nodeField(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, Attribute> = {},
): Uint8Array {
  const fields = Object.entries(attributes).map(([name, value]) => attributeField(name, value));
  return messageField(
    1,
    ...inputs.map((name) => bytesField(1, name)),
    bytesField(2, output),
    bytesField(4, op),
    ...fields,
  );
}

/** A constant as a field of a graph. */
export function constantField(name: string, shape: Shape, values: Float32Array): Uint8Array {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const dimensions = shape.map((size) => numberField(1, size));
  return messageField(5, ...dimensions, numberField(2, FLOAT), bytesField(8, name), bytesField(9, raw));
}

/** An empty graph. */
export function createOnnxGraph(): OnnxGraph {
  const nodes: Uint8Array[] = [];
  const constants: Uint8Array[] = [];
  return {
    constant(shape, values) {
      const name = `c${constants.length}`;
      constants.push(constantField(name, shape, values));
      return name;
    },
    node: (op, inputs, output, attributes) => void nodes.push(nodeField(op, inputs, output, attributes)),
    file(input, output) {
      const ends = [valueField(11, input), valueField(12, output)];
      const graph = messageParts(7, [...nodes, bytesField(2, 'converted'), ...constants, ...ends]);
      return concat([numberField(1, IR_VERSION), ...graph, messageField(8, bytesField(1, ''), numberField(2, OPSET))]);
    },
  };
}
