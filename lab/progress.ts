/** Shows how far a long command is, on standard error: a bar on a terminal, elsewhere a line now and then. */

/** Is told how many of all are done. @param what is counted, in the plural. */
export type Progress = (done: number, all: number, what: string) => void;

/** Characters of the bar. */
const BAR = 30;
/** Items from one line to the next, where there is no terminal. */
const REPORT_EVERY = 500;

export const progress: Progress = (done, all, what) => {
  const { stderr } = process;
  const counted = `${done} of ${all} ${what}`;
  if (stderr.isTTY) {
    const full = Math.round((BAR * done) / all);
    stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${counted}\x1b[K${done === all ? '\n' : ''}`);
  } else if (done % REPORT_EVERY === 0 || done === all) {
    stderr.write(`${counted}\n`);
  }
};
