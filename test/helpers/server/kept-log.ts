/** A log whose lines a test reads. */
import type { Fields, Logger } from '../../../src/log.ts';

export function keptLog(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const write = (message: string, fields: Fields = {}) => {
    const told = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    lines.push([message, ...told].join(' '));
  };
  return { lines, log: { info: write, warn: write, error: write } };
}
