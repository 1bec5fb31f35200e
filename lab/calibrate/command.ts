/** `facelogin calibrate`: the threshold tables of a recognizer, measured on sets of people. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../src/cli/place.ts';
import { loadConfig } from '../../src/config.ts';
import { readCustomModel } from '../../src/vision/recognizers/custom/description.ts';
import type { RecognizerId } from '../../src/vision/recognizers/recognizer.ts';
import { installedRecognizers } from '../../src/vision/recognizers/registry.ts';
import type { SetOptions } from '../data/groups.ts';
import { progress } from '../progress.ts';
import { calibrate } from './calibrate.ts';
import { measureCentres } from './centres.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** Finds a recognizer by its name. @throws {Error} in one line: this server has none of that name. */
export function recognizerNamed(name: string, customModel: string): RecognizerId {
  if (name === 'custom' && !customModel) throw new Error('Say where the model is: FACELOGIN_CUSTOM_MODEL.');
  const known = installedRecognizers(customModel);
  const recognizer = known.find((id) => id === name);
  if (!recognizer) throw new Error(`There is no recognizer ${JSON.stringify(name)}: ${known.join(', ')}.`);
  return recognizer;
}

/**
 * Reads one `--data`: a folder, with `:tight` behind it where its images are cut close to the face.
 * @param folds of LFW to take; other sets have none.
 */
export function setOf(text: string, folds?: readonly number[]): SetOptions {
  const tight = text.endsWith(':tight');
  const data = tight ? text.slice(0, -':tight'.length) : text;
  return { data, tight, ...(folds && existsSync(join(data, 'pairs.tsv')) && { folds }) };
}

function readArgs(args: string[]) {
  const config = loadConfig();
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', multiple: true },
      recognizer: { type: 'string', default: config.recognizer },
      folds: { type: 'string', default: '1,2,3' },
      out: { type: 'string' },
      centres: { type: 'boolean', default: false },
    },
  });
  if (!values.data) throw new Error('Say where the data are: --data DIR, once for each folder of people.');
  const folds = values.folds.split(',').map(Number);
  return {
    sets: values.data.map((text) => setOf(text, folds)),
    recognizer: recognizerNamed(values.recognizer, config.customModel),
    customModel: config.customModel,
    out: values.out,
    centres: values.centres,
    command: `npm run facelogin -- calibrate ${args.map((arg) => arg.replace(/.*\//, '')).join(' ')}`,
  };
}

/** The file from which the server reads a recognizer's thresholds. */
function calibrationFile(recognizer: RecognizerId, customModel: string): string {
  if (recognizer === 'custom') return readCustomModel(customModel).calibrationPath;
  return join(projectRoot, `src/vision/recognizers/${recognizer}.calibration.json`);
}

/** Writes the centres of the embedding. After that the thresholds have to be measured again. */
async function writeCentres(options: ReturnType<typeof readArgs>): Promise<number> {
  if (options.recognizer !== 'embedding') throw new Error('--centres is for the recognizer embedding alone.');
  const out = options.out ?? join(projectRoot, 'src/vision/recognizers/embedding/centres.json');
  const centres = await measureCentres({ ...options, progress, out });
  const told = centres.map(({ group, people }) => `${group} (${people} people)`).join(', ');
  process.stdout.write(`${centres.length} centres, written to ${out}: ${told}\n`);
  return 0;
}

/**
 * `--data DIR [--data DIR …] [--recognizer NAME] [--folds 1,2,3] [--out FILE] [--centres]`. It writes the thresholds of
 * the recognizer. With `--centres` it writes what the faces of each group have in common in their place.
 */
export async function calibrateCommand(args: string[]): Promise<number> {
  const options = readArgs(args);
  if (options.centres) return writeCentres(options);
  const out = options.out ?? calibrationFile(options.recognizer, options.customModel);
  const { tables, reach } = await calibrate({ ...options, log: say, progress, out });
  process.stdout.write(
    `${tables.length} tables of thresholds down to an FMR of ${reach.toExponential(1)}, written to ${out}\n`,
  );
  return 0;
}
