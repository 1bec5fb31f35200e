/**
 * From a TensorFlow Lite file to ONNX, which ONNX Runtime reads: as far as MobileFaceNet needs it. Field and operator
 * numbers are those of `tensorflow/lite/schema/schema.fbs`. TensorFlow orders a tensor's axes batch, height, width,
 * channels; ONNX batch, channels, height, width.
 */

import { createOnnxGraph, type OnnxGraph } from '../onnx/write.ts';
import { rootTable, type Table } from './flatbuffer.ts';

const OP = { add: 0, conv: 3, depthwise: 4, multiply: 18, relu: 19, reshape: 22, subtract: 41, absolute: 101 };
const SAME = 0;
const FLOAT32 = 0;
/** Where an operator's options hold the fused activation, and the factors by which a kernel is spread out. */
const EXTRAS: Record<number, { fused: number; dilation: number[] }> = {
  [OP.add]: { fused: 0, dilation: [] },
  [OP.conv]: { fused: 3, dilation: [4, 5] },
  [OP.depthwise]: { fused: 4, dilation: [5, 6] },
};

type Tensor = { name: string; shape: number[]; values?: Float32Array };
type Step = { op: number; inputs: Tensor[]; output: Tensor; options: Table | undefined };
type Network = { steps: Step[]; input: Tensor; output: Tensor };

/** What the file must hold. @throws {RangeError} where it does not. */
function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`Cannot convert: ${what} is missing`);
  return value;
}

function floats(bytes: Uint8Array): Float32Array | undefined {
  // Copied: the file's offsets need not be multiples of four.
  return bytes.length === 0 ? undefined : new Float32Array(bytes.slice().buffer);
}

function readTensors(model: Table, graph: Table): Tensor[] {
  const buffers = model.tables(4);
  return graph.tables(0).map((tensor, index) => {
    const bytes = need(buffers[tensor.int(2)], 'a buffer').bytes(0);
    // Other types (the shape of a reshape) are known without being read.
    const values = tensor.byte(1) === FLOAT32 ? floats(bytes) : undefined;
    return { name: `t${index}`, shape: tensor.ints(0), ...(values && { values }) };
  });
}

function readNetwork(file: Uint8Array): Network {
  const model = rootTable(file);
  // Operator numbers above 127 stand in a newer field, the older one then holds 127.
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const graph = need(model.tables(2)[0], 'the graph');
  const tensors = readTensors(model, graph);
  const tensor = (index: number | undefined) => need(tensors[index ?? -1], 'a tensor');
  const steps = graph.tables(3).map((step) => ({
    op: need(codes[step.int(0)], 'an operator'),
    inputs: step.ints(1).map(tensor),
    output: tensor(step.ints(2)[0]),
    options: step.table(4),
  }));
  return { steps, input: tensor(graph.ints(1)[0]), output: tensor(graph.ints(2)[0]) };
}

/** [out, height, width, in] -> [out, in, height, width]; a depthwise kernel has its channels last: [1, h, w, out]. */
function kernel({ shape, values }: Tensor, depthwise: boolean): { shape: number[]; values: Float32Array } {
  const [first, height, width, last] = shape as [number, number, number, number];
  const [out, into] = depthwise ? [last, 1] : [first, last];
  const area = height * width;
  const weights = need(values, 'the values of a kernel');
  if (weights.length !== out * into * area)
    throw new RangeError('Cannot convert: a kernel of another size than its shape');
  const turned = new Float32Array(weights.length);
  for (let o = 0, at = 0; o < out; o++) {
    for (let i = 0; i < into; i++) {
      for (let pixel = 0; pixel < area; pixel++, at++) {
        turned[at] = weights[depthwise ? pixel * out + o : (o * area + pixel) * into + i]!;
      }
    }
  }
  return { shape: [out, into, height, width], values: turned };
}

/** @throws {RangeError} for what an operator may do besides and this converter leaves out. */
function refuseExtras({ op, options }: Step): void {
  const extras = EXTRAS[op];
  if (!extras || !options) return;
  if (options.byte(extras.fused) !== 0) throw new RangeError('Cannot convert: a fused activation');
  if (extras.dilation.some((field) => options.int(field) > 1)) throw new RangeError('Cannot convert: dilation');
}

function addConvolution(graph: OnnxGraph, step: Step): void {
  const depthwise = step.op === OP.depthwise;
  const [image, weights, bias] = step.inputs.map((tensor) => need(tensor, 'an input')) as [Tensor, Tensor, Tensor];
  const options = need(step.options, 'the options of a convolution');
  const { shape, values } = kernel(need(weights, 'a kernel'), depthwise);
  if (depthwise && shape[0] !== image.shape.at(-1)) throw new RangeError('Cannot convert: a depth multiplier');
  const biases = need(need(bias, 'a bias').values, 'the values of a bias');
  graph.node(
    'Conv',
    [image.name, graph.constant(shape, values), graph.constant(bias.shape, biases)],
    step.output.name,
    {
      auto_pad: options.byte(0) === SAME ? 'SAME_UPPER' : 'VALID',
      kernel_shape: shape.slice(2),
      strides: [options.int(2), options.int(1)],
      ...(depthwise && { group: shape[0]! }),
    },
  );
}

/**
 * relu(x) + alpha (x - |x|), five steps that exporters write for a leaky rectifier with a slope for each channel, is
 * ONNX's PRelu with the slope 2 alpha.
 * @returns how many steps it took; 0 where those at `index` are no such thing.
 */
function addRectifier(graph: OnnxGraph, steps: readonly Step[], index: number): number {
  const [relu, absolute, subtract, multiply, add] = steps.slice(index, index + 5);
  const ops = [OP.relu, OP.absolute, OP.subtract, OP.multiply, OP.add];
  if (![relu, absolute, subtract, multiply, add].every((step, i) => step?.op === ops[i])) return 0;
  const alpha = need(multiply!.inputs.find(({ values }) => values)?.values, 'the slope of a rectifier');
  const slope = graph.constant(
    [alpha.length, 1, 1],
    alpha.map((value) => 2 * value),
  );
  graph.node('PRelu', [need(relu!.inputs[0], 'an input').name, slope], add!.output.name);
  return ops.length;
}

function addStep(graph: OnnxGraph, step: Step): void {
  refuseExtras(step);
  const [a, b] = step.inputs;
  const output = step.output.name;
  if (step.op === OP.conv || step.op === OP.depthwise) addConvolution(graph, step);
  else if (step.op === OP.add) graph.node('Add', [need(a, 'an input').name, need(b, 'an input').name], output);
  else if (step.op === OP.reshape) graph.node('Flatten', [need(a, 'an input').name], output);
  else throw new RangeError(`Cannot convert: operator ${step.op}`);
}

/**
 * The network as an ONNX file with a batch of one, its input called `input`, its output `output`.
 * @param file bytes of a .tflite file of convolutions, rectifiers, additions and a last reshape; float32.
 * @throws {RangeError} for an operator it does not know, or one used in a way it does not know, and for a file that is
 *   damaged or cut short.
 */
export function convertToOnnx(file: Uint8Array): Uint8Array {
  const { steps, input, output } = readNetwork(file);
  const [, height, width, channels] = input.shape as [number, number, number, number];
  input.name = 'input';
  output.name = 'output';
  const graph = createOnnxGraph();
  for (let index = 0; index < steps.length; ) {
    const taken = addRectifier(graph, steps, index);
    if (taken === 0) addStep(graph, steps[index]!);
    index += taken || 1;
  }
  const size = need(output.shape.at(-1), 'the shape of the output');
  return graph.file({ name: 'input', shape: [1, channels, height, width] }, { name: 'output', shape: [1, size] });
}
