/** `facelogin calibrate`: the threshold table of a recognizer, from a data set. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { calibrate } from '../vision/calibration/calibrate.ts';
import { measureCentre } from '../vision/calibration/centre.ts';
import { findModels } from '../vision/models.ts';
import { readCustomModel } from '../vision/recognizers/custom.description.ts';
import type { RecognizerId } from '../vision/recognizers/recognizer.ts';
import { installedRecognizers } from '../vision/recognizers/registry.ts';
import { progress } from './evaluate.progress.ts';
import { projectRoot } from './place.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** @throws {Error} in one line where it is not one of this server's. */
export function recognizerNamed(name: string, customModel: string): RecognizerId {
  if (name === 'custom' && !customModel) throw new Error('Say where the model is: FACELOGIN_CUSTOM_MODEL.');
  const known = installedRecognizers(customModel);
  const recognizer = known.find((id) => id === name);
  if (!recognizer) throw new Error(`There is no recognizer ${JSON.stringify(name)}: ${known.join(', ')}.`);
  return recognizer;
}

function readArgs(args: string[], folds: string) {
  const config = loadConfig();
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      recognizer: { type: 'string', default: config.recognizer },
      folds: { type: 'string', default: folds },
      out: { type: 'string' },
      centre: { type: 'boolean', default: false },
    },
  });
  if (!values.data) throw new Error('Say where the data are: --data DIR, a folder with pairs.tsv and images/.');
  return {
    data: values.data,
    folds: values.folds.split(',').map(Number),
    recognizer: recognizerNamed(values.recognizer, config.customModel),
    customModel: config.customModel,
    modelsDir: findModels(),
    out: values.out,
    centre: values.centre,
  };
}

/** Where a recognizer's thresholds are read from. */
function calibrationFile(recognizer: RecognizerId, customModel: string): string {
  if (recognizer === 'custom') return readCustomModel(customModel).calibrationPath;
  return join(projectRoot, `src/vision/recognizers/${recognizer}.calibration.json`);
}

/** What all faces have in common, for the embedding; the thresholds have to be measured again after it. */
async function writeCentre(options: ReturnType<typeof readArgs>): Promise<number> {
  if (options.recognizer !== 'embedding') throw new Error('--centre is for the recognizer embedding alone.');
  const out = options.out ?? join(projectRoot, 'src/vision/recognizers/embedding.centre.json');
  const { images, people } = await measureCentre({ ...options, progress, out });
  process.stdout.write(`The mean of ${images} images of ${people} people, written to ${out}\n`);
  return 0;
}

/**
 * Writes the threshold table of the recognizer: `--data DIR [--recognizer NAME] [--folds 1,2,3] [--out FILE]`; with
 * `--centre` the mean embedding in its place.
 */
export async function calibrateCommand(args: string[]): Promise<number> {
  const options = readArgs(args, '1,2,3');
  if (options.centre) return writeCentre(options);
  const out = options.out ?? calibrationFile(options.recognizer, options.customModel);
  const { comparisons, table } = await calibrate({ ...options, log: say, progress, out });
  process.stdout.write(`${comparisons} comparisons, ${table.length} thresholds, written to ${out}\n`);
  return 0;
}
