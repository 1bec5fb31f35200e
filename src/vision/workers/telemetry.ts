/**
 * ONNX Runtime 1.30 sends usage data to its maker from Linux and macOS, and stores an identifier of the machine, unless
 * `ORT_DISABLE_TELEMETRY` is in the environment of the process before its first session (docs/Privacy.md of its
 * sources). This server sends nothing to anybody, so the start scripts set the variable, and this file sets it for
 * every other way to start.
 */
import { createRequire } from 'node:module';

const NAME = 'ORT_DISABLE_TELEMETRY';
/** The names of the C library: glibc, musl, macOS. */
const LIBRARIES = [
  'libc.so.6',
  `libc.musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`,
  'libSystem.B.dylib',
];

type Ffi = {
  dlopen(
    path: string,
    symbols: Record<string, { args: string[]; returns: string }>,
  ): { symbols: Record<string, (...args: unknown[]) => number> };
};

/** Sets the variable through the C library, since Bun does not pass changes of `process.env` on to the process. */
function setInProcess(): boolean {
  const { dlopen } = createRequire(import.meta.url)('bun:ffi') as Ffi;
  const text = (value: string) => Buffer.from(`${value}\0`);
  return LIBRARIES.some((library) => {
    try {
      const { symbols } = dlopen(library, { setenv: { args: ['ptr', 'ptr', 'i32'], returns: 'i32' } });
      return symbols.setenv!(text(NAME), text('1'), 1) === 0;
    } catch {
      return false;
    }
  });
}

/**
 * Call it before the first session. Under Node call it on the main thread, whose `process.env` is the environment of
 * the process; under Bun any thread will do.
 * @throws {Error} in one line, when it cannot switch the reports off.
 */
export function switchTelemetryOff(): void {
  const given = process.env[NAME] === '1';
  process.env[NAME] = '1';
  // On Windows the system's own setting decides.
  if (!('Bun' in globalThis) || process.platform === 'win32' || setInProcess() || given) return;
  throw new Error(`ONNX Runtime would send usage data to its maker: start with ${NAME}=1 in the environment.`);
}
