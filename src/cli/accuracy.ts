/** `facelogin calibrate`: the threshold table of a recognizer, from a data set. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { calibrate } from '../vision/calibration/calibrate.ts';
import { findModels } from '../vision/models.ts';
import { RECOGNIZERS } from '../vision/recognizers/registry.ts';
import { projectRoot } from './place.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);

const REPORT_EVERY = 500;

/** A line that is written over on a terminal, a line now and then elsewhere. */
function progress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all} images${done === all ? '\n' : ''}`);
  else if (done % REPORT_EVERY === 0) say(`${done} of ${all} images`);
}

function readArgs(args: string[], folds: string) {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      recognizer: { type: 'string', default: loadConfig().recognizer },
      folds: { type: 'string', default: folds },
      out: { type: 'string' },
    },
  });
  if (!values.data) {
    throw new Error('Say where the data are: --data DIR, a folder with pairs.tsv, identities.json and images/.');
  }
  const recognizer = RECOGNIZERS.find((id) => id === values.recognizer);
  if (!recognizer) throw new Error(`There is no recognizer ${values.recognizer}: ${RECOGNIZERS.join(', ')}.`);
  const chosen = values.folds.split(',').map(Number);
  return { data: values.data, folds: chosen, recognizer, modelsDir: findModels(), out: values.out, log: say, progress };
}

/** Writes the threshold table of the recognizer: `--data DIR [--folds 1,2,3] [--out FILE]`. */
export async function calibrateCommand(args: string[]): Promise<number> {
  const options = readArgs(args, '1,2,3');
  const out = options.out ?? join(projectRoot, `src/vision/recognizers/${options.recognizer}.calibration.json`);
  const { comparisons, table } = await calibrate({ ...options, out });
  process.stdout.write(`${comparisons} comparisons, ${table.length} thresholds, written to ${out}\n`);
  return 0;
}
