/** ONNX Runtime as the pipeline uses it: one thread, fixed buffers. Only the worker thread loads this. */
import ort from 'onnxruntime-node';
import { switchTelemetryOff } from '../workers/telemetry.ts';
import { withoutSubnormals } from './rewrite/subnormals.ts';

switchTelemetryOff();

export type Network = {
  /** The input's values, channel by channel; write them before {@link Network.run}. */
  readonly input: Float32Array;
  /** Runs the network on `input`. The outputs are new arrays, by name. Blocks the thread. */
  run(): Promise<Record<string, Float32Array>>;
  /** Gives the session's memory back; the thread may end after that. */
  release(): Promise<void>;
};

/**
 * A session with one input buffer that is used again for every frame.
 * @param model bytes of the .onnx file.
 * @param shape of the single input: batch, channels, height, width.
 */
export async function openNetwork(
  model: Uint8Array,
  shape: readonly [number, number, number, number],
): Promise<Network> {
  const session = await ort.InferenceSession.create(withoutSubnormals(model), {
    // One core is the vision worker's share; more threads would only fight with decoding and the database.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // 3: errors only. The models cause harmless warnings about unused initializers at each load.
    logSeverityLevel: 3,
  });
  const input = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const feeds = { [session.inputNames[0]!]: new ort.Tensor('float32', input, [...shape]) };
  return {
    input,
    async run() {
      const results = await session.run(feeds);
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
    },
    release: () => session.release(),
  };
}
