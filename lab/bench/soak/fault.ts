/** Pixels of the picture that the worker of a load run dies of (`bench-soak.worker.ts`). */
export const DEADLY = { width: 11, height: 7 };
