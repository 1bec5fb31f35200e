/**
 * ONNX Runtime 1.30 sends usage data to its maker from Linux and macOS, and keeps an identifier of the machine, unless
 * `ORT_DISABLE_TELEMETRY` is in the environment of the process before its first session (docs/Privacy.md of its
 * sources). Nothing of this server goes to anybody, so it is put there: by the start scripts, and here for every other
 * way to start.
 */
import { createRequire } from 'node:module';

const NAME = 'ORT_DISABLE_TELEMETRY';
/** The C library by the names that it has: glibc, musl, macOS. */
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

/** Bun keeps what a program writes into `process.env` to itself, so the C library is told directly. */
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
 * Call it before the first session: under Node on the main thread, whose `process.env` is the process's own; under Bun
 * on any.
 * @throws {Error} in one line, where it cannot be switched off.
 */
export function switchTelemetryOff(): void {
  const given = process.env[NAME] === '1';
  process.env[NAME] = '1';
  // On Windows it is the system that decides, and its owner.
  if (!('Bun' in globalThis) || process.platform === 'win32' || setInProcess() || given) return;
  throw new Error(`ONNX Runtime would send usage data to its maker: start with ${NAME}=1 in the environment.`);
}
