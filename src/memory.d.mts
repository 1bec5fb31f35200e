/** Types of memory.mjs. */
export const SERVER_MIB: number;
export const TWO_WORKERS_MIB: number;
/** MiB that this process may use. `proc` and `total` (bytes) are the system's own where they are not given. */
export function allowedMiB(system?: { proc?: string; total?: number }): number;
export function wantOfMemory(allowed: number, needed: number): string;
