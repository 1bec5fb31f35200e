/** `facelogin calibrate` and `facelogin evaluate`: error rates on a data set. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { calibrate } from '../vision/calibration/calibrate.ts';
import { evaluate } from '../vision/calibration/evaluate.ts';
import { evaluationReport } from '../vision/calibration/report.ts';
import { findModels } from '../vision/models.ts';
import { projectRoot } from './place.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);

function readArgs(args: string[], folds: string) {
  const { values } = parseArgs({
    args,
    options: { data: { type: 'string' }, folds: { type: 'string', default: folds }, out: { type: 'string' } },
  });
  if (!values.data) {
    throw new Error('Say where the data are: --data DIR, a folder with pairs.tsv, identities.json and images/.');
  }
  const { recognizer } = loadConfig();
  const chosen = values.folds.split(',').map(Number);
  return { data: values.data, folds: chosen, recognizer, modelsDir: findModels(), out: values.out, log: say };
}

/** Writes the threshold table of the recognizer: `--data DIR [--folds 1,2,3] [--out FILE]`. */
export async function calibrateCommand(args: string[]): Promise<number> {
  const options = readArgs(args, '1,2,3');
  const out = options.out ?? join(projectRoot, `src/vision/recognizers/${options.recognizer}.calibration.json`);
  const { comparisons, table } = await calibrate({ ...options, out });
  process.stdout.write(`${comparisons} comparisons, ${table.length} thresholds, written to ${out}\n`);
  return 0;
}

/** Prints error rates at the calibrated thresholds: `--data DIR [--folds 4,5]`. */
export async function evaluateCommand(args: string[]): Promise<number> {
  process.stdout.write(`${evaluationReport(await evaluate(readArgs(args, '4,5')))}\n`);
  return 0;
}
