/** Widths of frames in pixels. A frame of that width, 7 pixels high, makes `faulty-worker.ts` fail in this way. */
export const FAULTS = { throw: 11, exit: 12, reject: 13, hang: 14 } as const;

/** A models folder whose name ends so makes the worker hang while it loads. */
export const HANGING_MODELS = 'hang';
