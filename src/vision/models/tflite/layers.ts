/** The layers of a TensorFlow Lite graph without weights of a kernel, as nodes of ONNX. */
import type { Attribute, OnnxGraph } from '../onnx/write.ts';
import type { Table } from './flatbuffer.ts';
import { need, type Step } from './read.ts';

const SAME = 0;

/** Padding and strides of a convolution or a pool. */
export function windowOf(options: Table): Record<string, Attribute> {
  const padding = options.byte(0) === SAME ? 'SAME_UPPER' : 'VALID';
  return { auto_pad: padding, strides: [options.int(2), options.int(1)] };
}

export function addPool(graph: OnnxGraph, { inputs: [image], output, options: given }: Step): void {
  const options = need(given, 'the options of a pool');
  const shape = { kernel_shape: [options.int(4), options.int(3)] };
  graph.node('MaxPool', [need(image, 'an input').name], output.name, { ...windowOf(options), ...shape });
}

/** Adds channels of zeros after the others. @throws {RangeError} where the picture itself gets larger. */
export function addChannels(graph: OnnxGraph, { inputs: [image], output }: Step): void {
  const { name, shape } = need(image, 'an input');
  const [, height, width, channels] = output.shape as [number, number, number, number];
  const more = channels - shape[3]!;
  if (height !== shape[1] || width !== shape[2] || more < 0) throw new RangeError('Cannot convert: a padded picture');
  const zeros = graph.constant([1, more, height, width], new Float32Array(more * height * width));
  graph.node('Concat', [name, zeros], output.name, { axis: 1 });
}

export function addSlopes(graph: OnnxGraph, { inputs: [image, slopes], output }: Step): void {
  const values = need(slopes?.values, 'the slopes of a rectifier');
  const slope = graph.constant([values.length, 1, 1], values);
  graph.node('PRelu', [need(image, 'an input').name, slope], output.name);
}
