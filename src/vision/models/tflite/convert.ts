/**
 * Converts a TensorFlow Lite file to ONNX, as far as MobileFaceNet and MediaPipe's face mesh need it. The field
 * and operator numbers are those of `tensorflow/lite/schema/schema.fbs`. TensorFlow orders the axes of a tensor batch,
 * height, width, channels; ONNX orders them batch, channels, height, width.
 */

import { createOnnxGraph, type OnnxGraph } from '../onnx/write.ts';
import { addChannels, addPool, addSlopes, windowOf } from './layers.ts';
import { need, readNetwork, type Step, type Tensor } from './read.ts';

const OP = {
  add: 0,
  conv: 3,
  depthwise: 4,
  pool: 17,
  multiply: 18,
  relu: 19,
  reshape: 22,
  pad: 34,
  subtract: 41,
  prelu: 54,
  absolute: 101,
};
/** Option fields of an operator: the fused activation, and the dilation factors of a kernel. */
const EXTRAS: Record<number, { fused: number; dilation: number[] }> = {
  [OP.add]: { fused: 0, dilation: [] },
  [OP.conv]: { fused: 3, dilation: [4, 5] },
  [OP.depthwise]: { fused: 4, dilation: [5, 6] },
};

/** [out, height, width, in] -> [out, in, height, width]. A depthwise kernel has its channels last: [1, h, w, out]. */
function kernel({ shape, values }: Tensor, depthwise: boolean): { shape: number[]; values: Float32Array } {
  const [first, height, width, last] = shape as [number, number, number, number];
  const [out, into] = depthwise ? [last, 1] : [first, last];
  const area = height * width;
  const weights = need(values, 'the values of a kernel');
  if (weights.length !== out * into * area)
    throw new RangeError('Cannot convert: a kernel of another size than its shape');
  // Most kernels are of one pixel: nothing of them turns.
  if (area === 1 && !depthwise) return { shape: [out, into, height, width], values: weights };
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

/** @throws {RangeError} for options of an operator that this converter does not support. */
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
      ...windowOf(options),
      kernel_shape: shape.slice(2),
      ...(depthwise && { group: shape[0]! }),
    },
  );
}

/**
 * Converts relu(x) + alpha (x - |x|) to ONNX's PRelu with the slope 2 alpha. Exporters write these five steps for a
 * leaky rectifier with a slope for each channel.
 * @returns how many steps the rectifier has; 0 when the steps at `index` are none.
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
  else if (step.op === OP.pool) addPool(graph, step);
  else if (step.op === OP.pad) addChannels(graph, step);
  else if (step.op === OP.prelu) addSlopes(graph, step);
  else if (step.op === OP.reshape) graph.node('Flatten', [need(a, 'an input').name], output);
  else throw new RangeError(`Cannot convert: operator ${step.op}`);
}

/**
 * The network as an ONNX file with a batch of one. The input is named `input`, the output `output`.
 * @param file bytes of a .tflite file of convolutions, rectifiers, additions, pools and a final reshape, with weights of 16 or 32
 * bits. Of several outputs the first counts.
 * @throws {RangeError} for an operator or an option that this converter does not support, and for a file that is
 * damaged or cut short.
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
  const shape = output.shape.length === 4 ? [1, size, ...output.shape.slice(1, 3)] : [1, size];
  return graph.file({ name: 'input', shape: [1, channels, height, width] }, { name: 'output', shape });
}
