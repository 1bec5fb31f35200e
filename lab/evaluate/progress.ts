/** How far a long command is: a bar on a terminal, a line now and then elsewhere. On standard error. */

const BAR = 30;
const REPORT_EVERY = 500;

/** @param what is counted, in the plural. */
export function progress(done: number, all: number, what = 'images'): void {
  const { stderr } = process;
  const counted = `${done} of ${all} ${what}`;
  if (stderr.isTTY) {
    const full = Math.round((BAR * done) / all);
    stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${counted}\x1b[K${done === all ? '\n' : ''}`);
  } else if (done % REPORT_EVERY === 0 || done === all) {
    stderr.write(`${counted}\n`);
  }
}
