/**
 * Networks made faster without another result. The embeddings spend more than half of their time on their 33 PRelu nodes, the liveness networks a third: ONNX
 * Runtime 1.30 computes one value at a time there, and outside of the blocked layout that its convolutions keep, so
 * that each costs two reorderings as well. The same function from operators that stay in that layout takes half the
 * time of the whole network (docs/adr/0005-rectifiers.md):
 *
 *     prelu(x) = a x + (1 - a) relu(x)
 *
 * two convolutions of one pixel, a factor for each channel, whose sum ONNX Runtime computes with the second of them.
 * Field numbers are those of onnx/onnx, `onnx.proto3`.
 */
import { constantField, nodeField } from './tflite/onnx-file.ts';
import { concat, type Field, fieldOf, messageField, readFields, textOf } from './tflite/protobuf.ts';

const GRAPH = 7;
const NODE = 1;
const CONSTANT = 5;
/** `TensorProto.dims`, `.name`, `.raw_data` */
const TENSOR = { dimension: 1, name: 8, raw: 9 };
/** `NodeProto.input`, `.output`, `.op_type` */
const PART = { input: 1, output: 2, op: 4 };

/** The constants that have a value for each channel, [channels, 1, 1] as raw float32, by their names. */
function channelConstants(graph: readonly Field[]): Map<string, Float32Array> {
  const constants = new Map<string, Float32Array>();
  for (const { field, bytes } of graph) {
    if (field !== CONSTANT) continue;
    const tensor = readFields(bytes);
    const shape = tensor.filter((part) => part.field === TENSOR.dimension).map(({ value }) => value);
    const raw = fieldOf(tensor, TENSOR.raw)?.bytes;
    if (shape.length !== 3 || shape[1] !== 1 || shape[2] !== 1 || raw?.length !== 4 * shape[0]!) continue;
    // Copied: where it lies in the file need not be a multiple of four.
    constants.set(textOf(fieldOf(tensor, TENSOR.name)), new Float32Array(new Uint8Array(raw).buffer));
  }
  return constants;
}

/** The nodes and constants that stand for a PRelu with these slopes, one a channel. */
function rectifier(input: string, output: string, slopes: Float32Array): Uint8Array[] {
  const channels = slopes.length;
  const part = (name: string) => `${output}/${name}`;
  const scale = (from: string, factors: string, to: string) =>
    nodeField('Conv', [from, part(factors)], to, { group: channels, kernel_shape: [1, 1] });
  // Slopes of at most 1 allow relu((1 - a) x), which becomes part of the convolution.
  const positive = slopes.every((slope) => slope <= 1)
    ? [scale(input, '1-a', part('scaled')), nodeField('Relu', [part('scaled')], part('positive'))]
    : [nodeField('Relu', [input], part('relu')), scale(part('relu'), '1-a', part('positive'))];
  return [
    constantField(part('a'), [channels, 1, 1, 1], slopes),
    constantField(
      part('1-a'),
      [channels, 1, 1, 1],
      slopes.map((slope) => 1 - slope),
    ),
    ...positive,
    scale(input, 'a', part('linear')),
    nodeField('Add', [part('linear'), part('positive')], output),
  ];
}

function rewriteGraph(bytes: Uint8Array): Uint8Array[] {
  const graph = readFields(bytes);
  const constants = channelConstants(graph);
  return graph.flatMap(({ field, bytes: message, whole }) => {
    const node = field === NODE ? readFields(message) : [];
    if (textOf(fieldOf(node, PART.op)) !== 'PRelu') return [whole];
    const [input, slope] = node.filter((part) => part.field === PART.input).map(textOf) as [string, string];
    const slopes = constants.get(slope);
    // One slope for all channels, or slopes of another shape, are left to ONNX Runtime.
    if (!slopes || slopes.length === 1) return [whole];
    return rectifier(input, textOf(fieldOf(node, PART.output)), slopes);
  });
}

/**
 * The model with its PRelu nodes replaced; everything else is copied.
 * @param model bytes of an .onnx file whose PRelu nodes have a slope for each channel, as those of convolutional
 *   networks do.
 * @returns bytes of an .onnx file that computes the same to rounding.
 * @throws {RangeError} when it is no such file.
 */
export function withFastRectifiers(model: Uint8Array): Uint8Array {
  return concat(
    readFields(model).map(({ field, bytes, whole }) =>
      field === GRAPH ? messageField(GRAPH, ...rewriteGraph(bytes)) : whole,
    ),
  );
}
