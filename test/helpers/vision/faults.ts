/** Width in pixels of a frame, 7 pixels high, that makes `faulty-worker.ts` fail in the way of its name. */
export const FAULTS = { throw: 11, exit: 12, reject: 13, hang: 14 } as const;

/** End of a models folder's name that makes it hang while it loads. */
export const HANGING_MODELS = 'hang';
