import { resolve } from 'node:path';

/** The folder of the project. */
export const projectRoot = resolve(import.meta.dir, '../..');
