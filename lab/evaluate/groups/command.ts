/** `facelogin evaluate groups`: error rates by origin, sex, age, or whatever an index says. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { neededFmr } from '../../../src/biometrics/threshold.ts';
import { loadConfig } from '../../../src/config.ts';
import { findModels } from '../../../src/vision/models/models.ts';
import { openPipeline } from '../../../src/vision/pipeline/pipeline.ts';
import { calibrationOf } from '../../../src/vision/recognizers/calibration.ts';
import { openRecognizer } from '../../../src/vision/recognizers/registry.ts';
import { recognizerNamed, setOf } from '../../calibrate/command.ts';
import { keptApart, type SetOptions, TRAITS, type Trait } from '../../data/groups.ts';
import { type Portrayed, portray } from '../../data/portraits.ts';
import { needFolders, wholeNumber } from '../arguments.ts';
import { type Curve, detPlot } from '../plot.ts';
import { progress } from '../progress.ts';
import { evaluateGroups, type GroupResult, type GroupsResult } from './groups.ts';
import { groupsReport } from './report.ts';

function traitsOf(text: string): Trait[] {
  return text.split(',').map((name) => {
    const trait = TRAITS.find((one) => one === name);
    if (!trait) throw new Error(`Cannot tell people apart by ${JSON.stringify(name)}: ${TRAITS.join(', ')}.`);
    return trait;
  });
}

function readArgs(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', multiple: true },
      recognizer: { type: 'string' },
      folds: { type: 'string' },
      by: { type: 'string' },
      enroll: { type: 'string' },
      gate: { type: 'boolean', default: false },
      json: { type: 'string' },
      plot: { type: 'string' },
    },
  });
  if (!values.data) throw new Error('Say where the data are: --data DIR, once for each folder of people.');
  needFolders(values.json, values.plot);
  const { recognizer, customModel, targetFmr, templates } = loadConfig();
  const by = values.by ? traitsOf(values.by) : undefined;
  const folds = values.folds?.split(',').map(Number);
  return {
    sets: values.data.map((text): SetOptions => ({ ...setOf(text, folds), ...(by && { by }) })),
    recognizer: recognizerNamed(values.recognizer ?? recognizer, customModel),
    customModel,
    gate: values.gate,
    enroll: values.enroll ? wholeNumber('enroll', values.enroll, 1, 8) : undefined,
    /** A sign-in of one person who is named, by this server's settings. */
    inForce: { targetFmr, templatesPerPerson: templates, people: 1 },
    json: values.json,
    plot: values.plot,
  };
}

function curveOf({ group, curve, pooled, strangers, own }: GroupResult): Curve {
  const points = strangers[0]?.points ?? [];
  const dots = points.flatMap(({ promised, fmr }) => {
    const fnmr = own.find((one) => one.promised === promised && one.frames === 1)?.fnmr;
    return fnmr === undefined || pooled ? [] : [{ fmr, fnmr }];
  });
  return { name: pooled ? `${group} *` : group, points: curve, dots };
}

async function lookAt(options: ReturnType<typeof readArgs>): Promise<GroupsResult> {
  const { sets, gate } = options;
  const calibration = calibrationOf(options.recognizer, options.customModel);
  const pipeline = await openPipeline(findModels());
  const recognizer = await openRecognizer(options.recognizer, findModels(), options.customModel);
  const people: Portrayed[] = [];
  for (const set of sets) {
    const found = await portray(set, { pipeline, recognizer, gate, progress });
    const failed = Object.entries(found.failures).map(([why, images]) => `${images} ${why}`);
    process.stdout.write(
      `${set.data}: ${found.images} images, of which no template: ${failed.join(', ') || 'none'}.\n`,
    );
    people.push(...keptApart(people, found.people, set.data));
  }
  const { enroll, inForce } = options;
  const result = evaluateGroups(people, recognizer, calibration, {
    enroll,
    inForce: neededFmr(calibration, inForce),
  });
  await recognizer.release?.();
  await pipeline.release();
  return result;
}

/** Prints the rates of every group; `--json FILE` and `--plot FILE` write them and their curves. */
export async function groupsCommand(args: string[]): Promise<number> {
  const options = readArgs(args);
  const result = await lookAt(options);
  process.stdout.write(`\n${groupsReport(result)}`);
  const { json, plot } = options;
  if (json)
    await writeFile(json, `${JSON.stringify(result, (key, value) => (key === 'curve' ? undefined : value), 2)}\n`);
  const note = result.groups.some(({ pooled }) => pooled) ? ' (*: FNMR of all groups together)' : '';
  if (plot)
    await writeFile(plot, detPlot(`Error rates: strangers and own people by group${note}`, result.groups.map(curveOf)));
  return 0;
}
