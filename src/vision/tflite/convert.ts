/**
 * From a TensorFlow Lite file to ONNX, which ONNX Runtime reads: as far as MobileFaceNet needs it. Field and operator
 * numbers are those of `tensorflow/lite/schema/schema.fbs`. TensorFlow orders a tensor's axes batch, height, width,
 * channels; ONNX batch, channels, height, width.
 */
import { rootTable, type Table } from './flatbuffer.ts';
import { createOnnxGraph, type OnnxGraph } from './onnx-file.ts';

const OP = { add: 0, conv: 3, depthwise: 4, multiply: 18, relu: 19, reshape: 22, subtract: 41, absolute: 101 };
const SAME = 0;

type Tensor = { name: string; shape: number[]; values?: Float32Array };
type Step = { op: number; inputs: number[]; output: number; options: Table | undefined };
type Network = { tensors: Tensor[]; steps: Step[]; input: number; output: number };

function floats(bytes: Uint8Array): Float32Array | undefined {
  // Copied: the file's offsets need not be multiples of four.
  return bytes.length === 0 ? undefined : new Float32Array(bytes.slice().buffer);
}

function readNetwork(file: Uint8Array): Network {
  const model = rootTable(file);
  // Operator numbers above 127 stand in a newer field, the older one then holds 127.
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const buffers = model.tables(4);
  const graph = model.tables(2)[0]!;
  const tensors = graph.tables(0).map((tensor, index) => {
    const values = floats(buffers[tensor.int(2)]!.bytes(0));
    return { name: `t${index}`, shape: tensor.ints(0), ...(values && { values }) };
  });
  const steps = graph.tables(3).map((step) => ({
    op: codes[step.int(0)]!,
    inputs: step.ints(1),
    output: step.ints(2)[0]!,
    options: step.table(4),
  }));
  return { tensors, steps, input: graph.ints(1)[0]!, output: graph.ints(2)[0]! };
}

/** [out, height, width, in] -> [out, in, height, width]; a depthwise kernel has its channels last: [1, h, w, out]. */
function kernel({ shape, values }: Tensor, depthwise: boolean): { shape: number[]; values: Float32Array } {
  const [first, height, width, last] = shape as [number, number, number, number];
  const [out, into] = depthwise ? [last, 1] : [first, last];
  const turned = new Float32Array(values!.length);
  const area = height * width;
  for (let o = 0, at = 0; o < out; o++) {
    for (let i = 0; i < into; i++) {
      for (let pixel = 0; pixel < area; pixel++, at++) {
        turned[at] = values![depthwise ? pixel * out + o : (o * area + pixel) * into + i]!;
      }
    }
  }
  return { shape: [out, into, height, width], values: turned };
}

function addConvolution(graph: OnnxGraph, { tensors }: Network, step: Step): void {
  const depthwise = step.op === OP.depthwise;
  const [image, weights, bias] = step.inputs.map((index) => tensors[index]!) as [Tensor, Tensor, Tensor];
  if (step.options?.byte(depthwise ? 4 : 3)) throw new RangeError('Cannot convert: a fused activation');
  const { shape, values } = kernel(weights, depthwise);
  const names = [image.name, graph.constant(shape, values), graph.constant(bias.shape, bias.values!)];
  graph.node('Conv', names, tensors[step.output]!.name, {
    auto_pad: step.options?.byte(0) === SAME ? 'SAME_UPPER' : 'VALID',
    kernel_shape: shape.slice(2),
    strides: [step.options!.int(2), step.options!.int(1)],
    ...(depthwise && { group: shape[0]! }),
  });
}

/**
 * relu(x) + alpha (x - |x|), five steps that exporters write for a leaky rectifier with a slope for each channel, is
 * ONNX's PRelu with the slope 2 alpha.
 * @returns how many steps it took; 0 where those at `index` are no such thing.
 */
function addRectifier(graph: OnnxGraph, { tensors, steps }: Network, index: number): number {
  const [relu, absolute, subtract, multiply, add] = steps.slice(index, index + 5);
  const ops = [OP.relu, OP.absolute, OP.subtract, OP.multiply, OP.add];
  if (![relu, absolute, subtract, multiply, add].every((step, i) => step?.op === ops[i])) return 0;
  const alpha = tensors[multiply!.inputs.find((input) => tensors[input]!.values)!]!.values!;
  const slope = graph.constant(
    [alpha.length, 1, 1],
    alpha.map((value) => 2 * value),
  );
  graph.node('PRelu', [tensors[relu!.inputs[0]!]!.name, slope], tensors[add!.output]!.name);
  return ops.length;
}

/**
 * The network as an ONNX file with a batch of one, its input called `input`, its output `output`.
 * @param file bytes of a .tflite file of convolutions, rectifiers, additions and a last reshape; float32.
 * @throws {RangeError} for an operator it does not know.
 */
export function convertToOnnx(file: Uint8Array): Uint8Array {
  const network = readNetwork(file);
  const { tensors, steps } = network;
  const [, height, width, channels] = tensors[network.input]!.shape as [number, number, number, number];
  tensors[network.input]!.name = 'input';
  tensors[network.output]!.name = 'output';
  const graph = createOnnxGraph();
  for (let index = 0; index < steps.length; ) {
    const step = steps[index]!;
    const [a, b] = step.inputs.map((input) => tensors[input]!);
    const output = tensors[step.output]!.name;
    const taken = addRectifier(graph, network, index);
    if (taken === 0) {
      if (step.op === OP.conv || step.op === OP.depthwise) addConvolution(graph, network, step);
      else if (step.op === OP.add) graph.node('Add', [a!.name, b!.name], output);
      else if (step.op === OP.reshape) graph.node('Flatten', [a!.name], output);
      else throw new RangeError(`Cannot convert: operator ${step.op}`);
    }
    index += taken || 1;
  }
  const size = tensors[network.output]!.shape.at(-1)!;
  return graph.file({ name: 'input', shape: [1, channels, height, width] }, { name: 'output', shape: [1, size] });
}
