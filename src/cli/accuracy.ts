/** `facelogin calibrate`: the threshold table of a recognizer, from a data set. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { calibrate } from '../vision/calibration/calibrate.ts';
import { findModels } from '../vision/models.ts';
import { readCustomModel } from '../vision/recognizers/custom.description.ts';
import { RECOGNIZERS } from '../vision/recognizers/registry.ts';
import { progress } from './evaluate.progress.ts';
import { projectRoot } from './place.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);

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
  const { customModel } = loadConfig();
  if (recognizer === 'custom' && !customModel) throw new Error('Say where the model is: FACELOGIN_CUSTOM_MODEL.');
  const chosen = values.folds.split(',').map(Number);
  const models = { recognizer, customModel, modelsDir: findModels() };
  return { data: values.data, folds: chosen, ...models, out: values.out, log: say, progress };
}

/** Writes the threshold table of the recognizer: `--data DIR [--folds 1,2,3] [--out FILE]`. */
export async function calibrateCommand(args: string[]): Promise<number> {
  const options = readArgs(args, '1,2,3');
  const { recognizer, customModel } = options;
  const own = join(projectRoot, `src/vision/recognizers/${recognizer}.calibration.json`);
  const out = options.out ?? (recognizer === 'custom' ? readCustomModel(customModel).calibrationPath : own);
  const { comparisons, table } = await calibrate({ ...options, out });
  process.stdout.write(`${comparisons} comparisons, ${table.length} thresholds, written to ${out}\n`);
  return 0;
}
