/** `facelogin evaluate`: error rates on a data set, or of the people who are enrolled here. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import type { GalleryResult } from '../../src/vision/gallery/measure.ts';
import { findModels } from '../../src/vision/models/models.ts';
import { openPipeline } from '../../src/vision/pipeline/pipeline.ts';
import type { RecognizerId } from '../../src/vision/recognizers/recognizer.ts';
import { openRecognizer } from '../../src/vision/recognizers/registry.ts';
import { attackCommand } from '../attack/command.ts';
import { recognizerNamed } from '../calibrate/command.ts';
import { progress } from '../progress.ts';
import { needFolders, wholeNumber } from './arguments.ts';
import { challengeCommand } from './challenge/command.ts';
import { askGallery } from './gallery/command.ts';
import { galleryReport } from './gallery/report.ts';
import { groupsCommand } from './groups/command.ts';
import { evaluateIdentities } from './identities.ts';
import { livenessCommand } from './liveness/command.ts';
import { evaluatePairs } from './pairs.ts';
import { type Curve, detPlot } from './plot.ts';
import { report } from './report.ts';
import { type Result, resultJson } from './result.ts';

const PROTOCOLS = ['pairs', 'identities', 'gallery'] as const;
type Protocol = (typeof PROTOCOLS)[number];

const OPTIONS = {
  data: { type: 'string' },
  recognizer: { type: 'string' },
  enroll: { type: 'string', default: '4' },
  draws: { type: 'string', default: '10' },
  folds: { type: 'string' },
  gate: { type: 'boolean', default: false },
  json: { type: 'string' },
  plot: { type: 'string' },
} as const;

type Asked = {
  protocol: Protocol;
  data?: string;
  recognizers: RecognizerId[];
  customModel: string;
  enroll: number;
  draws: number;
  folds?: number[];
  gate: boolean;
  json?: string;
  plot?: string;
};

/** @throws {Error} in one line: what was written cannot be used, or the folder to write to is not there. */
export function readEvaluateArgs(args: string[]): Asked {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const protocol = PROTOCOLS.find((name) => name === positionals[0]);
  if (!protocol || positionals.length > 1) {
    throw new Error(`Say one thing to evaluate: ${PROTOCOLS.join(', ')}, groups, liveness, challenge, attack-sim.`);
  }
  const { data, gate, json, plot } = values;
  if (protocol === 'gallery' && (data || values.recognizer)) {
    throw new Error('evaluate gallery takes no --data and no --recognizer: it reads who is enrolled, as sign-in does.');
  }
  if (protocol !== 'gallery' && !data) throw new Error('Say where the data are: --data DIR, a folder with images/.');
  needFolders(json, plot);
  const { recognizer, customModel } = loadConfig();
  const names = (values.recognizer ?? recognizer).split(',');
  return {
    protocol,
    ...(data && { data }),
    recognizers: [...new Set(names)].map((name) => recognizerNamed(name, customModel)),
    customModel,
    enroll: wholeNumber('enroll', values.enroll, 1, 8),
    draws: wholeNumber('draws', values.draws, 1, 100),
    ...(values.folds && { folds: values.folds.split(',').map((fold) => wholeNumber('folds', fold, 1, 1_000)) }),
    gate,
    ...(json && { json }),
    ...(plot && { plot }),
  };
}

async function evaluateOn(id: RecognizerId, asked: Asked & { data: string }): Promise<Result> {
  const pipeline = await openPipeline(findModels());
  const recognizer = await openRecognizer(id, findModels(), asked.customModel);
  const evaluate = { pairs: evaluatePairs, identities: evaluateIdentities }[asked.protocol as 'pairs' | 'identities'];
  try {
    return await evaluate({ ...asked, recognizer, pipeline, progress });
  } finally {
    await recognizer.release?.();
    await pipeline.release();
  }
}

/** Operating points where any impostor matches: elsewhere the curve does not reach. */
function curveOf({ recognizer, curve, operatingPoints }: Result): Curve {
  const lowest = Math.min(...curve.map(({ fmr }) => fmr).filter((fmr) => fmr > 0));
  return { name: recognizer, points: curve, dots: operatingPoints.filter(({ fmr }) => fmr >= lowest) };
}

/** What the picture is of; every recognizer saw the same data. */
function titleOf({ protocol, people, enroll, folds, gate }: Result): string {
  const what = [
    protocol,
    ...(people === undefined ? [] : [`${people} people${enroll ? ` with ${enroll} templates each` : ''}`]),
    ...(folds ? [`folds ${folds.join(', ')}`] : []),
    ...(gate ? ['gate'] : []),
  ];
  return `Error rates: ${what.join(', ')}`;
}

/** Several recognizers make an array of the JSON, and one picture. */
async function write(results: readonly Result[], { json, plot }: Asked): Promise<void> {
  if (json) {
    const written = results.map(resultJson);
    await writeFile(json, `${JSON.stringify(written.length === 1 ? written[0] : written, null, 2)}\n`);
  }
  if (plot) await writeFile(plot, detPlot(titleOf(results[0]!), results.map(curveOf)));
}

/** Whether the folder that `--data` names says of its people which groups they belong to. */
function hasIndex(args: readonly string[]): boolean {
  const folder = args[args.indexOf('--data') + 1];
  return args.includes('--data') && folder !== undefined && existsSync(join(folder, 'index.tsv'));
}

/** Prints error rates, and writes them and their curve to files where asked. */
export async function evaluateCommand(args: string[]): Promise<number> {
  if (args[0] === 'liveness') return livenessCommand(args.slice(1));
  if (args[0] === 'challenge') return challengeCommand(args.slice(1));
  if (args[0] === 'groups') return groupsCommand(args.slice(1));
  if (args[0] === 'attack-sim') return attackCommand(args.slice(1));
  // People in groups are measured by group.
  if (args[0] === 'identities' && hasIndex(args)) return groupsCommand(args.slice(1));
  const asked = readEvaluateArgs(args);
  if (asked.protocol === 'gallery') {
    const result: GalleryResult = await askGallery(loadConfig());
    process.stdout.write(galleryReport(result));
    await write([result], asked);
    return 0;
  }
  const results: Result[] = [];
  for (const id of asked.recognizers) {
    const result = await evaluateOn(id, { ...asked, data: asked.data! });
    process.stdout.write(`${report(result)}\n`);
    results.push(result);
  }
  await write(results, asked);
  return 0;
}
