/** `facelogin evaluate groups`: error rates by origin, sex, age, or whatever else an index says of people. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { neededFmr } from '../../../src/biometrics/threshold.ts';
import { loadConfig } from '../../../src/config.ts';
import { calibrationOf } from '../../../src/vision/recognizers/calibration.ts';
import { recognizerNamed, setOf } from '../../calibrate/command.ts';
import { type SetOptions, TRAITS, type Trait } from '../../data/groups.ts';
import { withNetworks } from '../../data/networks.ts';
import { type Portraits, portrayAll } from '../../data/portraits.ts';
import { progress } from '../../progress.ts';
import { needFolders, wholeNumber } from '../arguments.ts';
import { type Curve, detPlot } from '../plot.ts';
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
    /** A sign-in of one named person, by this server's settings. */
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

function tellSet(data: string, { images, failures }: Portraits): void {
  const failed = Object.entries(failures).map(([why, count]) => `${count} ${why}`);
  process.stdout.write(`${data}: ${images} images, of which no template: ${failed.join(', ') || 'none'}.\n`);
}

async function lookAt(options: ReturnType<typeof readArgs>): Promise<GroupsResult> {
  const { sets, gate, enroll, inForce } = options;
  const calibration = calibrationOf(options.recognizer, options.customModel);
  return withNetworks(options, async (networks) => {
    const people = await portrayAll(sets, { ...networks, gate, progress }, tellSet);
    const needed = { enroll, inForce: neededFmr(calibration, inForce) };
    return evaluateGroups(people, networks.recognizer, calibration, needed);
  });
}

/** Prints the rates of every group. `--json FILE` writes them, `--plot FILE` writes their curves. */
export async function groupsCommand(args: string[]): Promise<number> {
  const options = readArgs(args);
  const result = await lookAt(options);
  process.stdout.write(`\n${groupsReport(result)}`);
  const { json, plot } = options;
  const withoutCurve = (key: string, value: unknown) => (key === 'curve' ? undefined : value);
  if (json) await writeFile(json, `${JSON.stringify(result, withoutCurve, 2)}\n`);
  const note = result.groups.some(({ pooled }) => pooled) ? ' (*: FNMR of all groups)' : '';
  const title = `Error rates: strangers and own people by group${note}`;
  if (plot) await writeFile(plot, detPlot(title, result.groups.map(curveOf)));
  return 0;
}
