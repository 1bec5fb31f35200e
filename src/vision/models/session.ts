/** ONNX Runtime with one thread and fixed buffers. Only the worker thread loads this file. */
import ort from 'onnxruntime-node';
import { step } from '../workers/life/pulse.ts';
import { switchTelemetryOff } from '../workers/telemetry.ts';
import { withoutSubnormals } from './rewrite/subnormals.ts';

switchTelemetryOff();

export type Network = {
  /** The values of the input, channel by channel. Write them before {@link Network.run}. */
  readonly input: Float32Array;
  /** Runs the network on `input` and blocks the thread. @returns new arrays, by the names of the outputs. */
  run(): Promise<Record<string, Float32Array>>;
  /** Frees the memory of the session; the thread may end after that. */
  release(): Promise<void>;
};

/**
 * Opens a session with one input buffer, which every frame reuses.
 * @param model bytes of the .onnx file.
 * @param shape of the only input: batch, channels, height, width.
 */
export async function openNetwork(
  model: Uint8Array,
  shape: readonly [number, number, number, number],
): Promise<Network> {
  const session = await ort.InferenceSession.create(withoutSubnormals(model), {
    // A vision worker has one core. More threads would only compete with decoding and the database.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // 3: errors only. Each load causes harmless warnings about unused initializers.
    logSeverityLevel: 3,
  });
  step();
  const input = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const feeds = { [session.inputNames[0]!]: new ort.Tensor('float32', input, [...shape]) };
  return {
    input,
    async run() {
      const results = await session.run(feeds);
      step();
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
    },
    release: () => session.release(),
  };
}
