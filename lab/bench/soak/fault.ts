/** Pixels of the picture at which the worker of a load run fails (`faulty.worker.ts`). */
export const DEADLY = { width: 11, height: 7 };
