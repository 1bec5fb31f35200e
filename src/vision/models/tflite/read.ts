/** Reads the graph of a TensorFlow Lite file. The numbers are those of `tensorflow/lite/schema/schema.fbs`. */
import { rootTable, type Table } from './flatbuffer.ts';

const FLOAT32 = 0;
const FLOAT16 = 1;
const DEQUANTIZE = 6;

export type Tensor = { name: string; shape: number[]; values?: Float32Array };
export type Step = { op: number; inputs: Tensor[]; output: Tensor; options: Table | undefined };
export type Network = { steps: Step[]; input: Tensor; output: Tensor };

/** A value that the file must have. @throws {RangeError} when it is missing. */
export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`Cannot convert: ${what} is missing`);
  return value;
}

/**
 * Widens numbers of IEEE 754 binary16: one bit sign, five exponent, ten fraction. It moves the bits of each to the places
 * of a float32, since a network has more than half a million of them. @throws {RangeError} at an infinity or no number.
 */
export function widened(narrow: Uint16Array): Float32Array {
  const values = new Float32Array(narrow.length);
  const wide = new Uint32Array(values.buffer);
  for (let i = 0; i < narrow.length; i++) {
    const bits = narrow[i]!;
    const exponent = (bits >> 10) & 31;
    if (exponent === 31) throw new RangeError('Cannot convert: a weight that is not a number');
    // The smallest numbers have no leading one. 112 is the difference of the exponents' biases, 127 and 15.
    if (exponent === 0) values[i] = (bits >> 15 ? -1 : 1) * (bits & 1023) * 2 ** -24;
    else wide[i] = ((bits & 0x8000) << 16) | ((exponent + 112) << 23) | ((bits & 1023) << 13);
  }
  return values;
}

/** The values of a constant. The converter needs none of other types (the shape of a reshape). */
function floats(type: number, bytes: Uint8Array): Float32Array | undefined {
  if (bytes.length === 0) return undefined;
  // A copy where the offset in the file is no multiple of four.
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  if (type === FLOAT32) return new Float32Array(buffer, byteOffset, length / 4);
  return type === FLOAT16 ? widened(new Uint16Array(buffer, byteOffset, length / 2)) : undefined;
}

function readTensors(model: Table, graph: Table): Tensor[] {
  const buffers = model.tables(4);
  return graph.tables(0).map((tensor, index) => {
    const bytes = need(buffers[tensor.int(2)], 'a buffer').bytes(0);
    const values = floats(tensor.byte(1), bytes);
    return { name: `t${index}`, shape: tensor.ints(0), ...(values && { values }) };
  });
}

/** Takes a step that turns a constant of 16 bits into 32: the values are read as such already. */
function widens({ op, inputs: [narrow], output }: Step): boolean {
  if (op !== DEQUANTIZE) return false;
  output.values = need(narrow?.values, 'the values of a constant');
  return true;
}

/** @throws {RangeError} for a file that is damaged or cut short. */
export function readNetwork(file: Uint8Array): Network {
  const model = rootTable(file);
  // A newer field has the operator numbers above 127; the older field then has 127.
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const graph = need(model.tables(2)[0], 'the graph');
  const tensors = readTensors(model, graph);
  const tensor = (index: number | undefined) => need(tensors[index ?? -1], 'a tensor');
  const all = graph.tables(3).map((step) => ({
    op: need(codes[step.int(0)], 'an operator'),
    inputs: step.ints(1).map(tensor),
    output: tensor(step.ints(2)[0]),
    options: step.table(4),
  }));
  const steps = all.filter((step) => !widens(step));
  return { steps, input: tensor(graph.ints(1)[0]), output: tensor(graph.ints(2)[0]) };
}
