/** `facelogin evaluate`: error rates on a data set, or of the people who are enrolled here. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import type { GalleryResult } from '../../src/vision/gallery/measure.ts';
import type { RecognizerId } from '../../src/vision/recognizers/recognizer.ts';
import { attackCommand } from '../attack/command.ts';
import { recognizerNamed } from '../calibrate/command.ts';
import { withNetworks } from '../data/networks.ts';
import { progress } from '../progress.ts';
import { needFolders, wholeNumber, writeJson } from './arguments.ts';
import { challengeCommand } from './challenge/command.ts';
import { faceMovementCommand } from './face-movement/command.ts';
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

/** What else there is to evaluate, each with options of its own. */
const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  groups: groupsCommand,
  liveness: livenessCommand,
  challenge: challengeCommand,
  'face-movement': faceMovementCommand,
  'attack-sim': attackCommand,
};

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

/** @throws {Error} in one line: an option cannot be used, or the folder to write to is not there. */
export function readEvaluateArgs(args: string[]): Asked {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const protocol = PROTOCOLS.find((name) => name === positionals[0]);
  if (!protocol || positionals.length > 1) {
    throw new Error(`Say one thing to evaluate: ${[...PROTOCOLS, ...Object.keys(COMMANDS)].join(', ')}.`);
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
  const evaluate = { pairs: evaluatePairs, identities: evaluateIdentities }[asked.protocol as 'pairs' | 'identities'];
  const { customModel } = asked;
  return withNetworks({ recognizer: id, customModel }, (networks) => evaluate({ ...asked, ...networks, progress }));
}

/** The curve, with the operating points at which any impostor matches: it reaches no further. */
function curveOf({ recognizer, curve, operatingPoints }: Result): Curve {
  const lowest = Math.min(...curve.map(({ fmr }) => fmr).filter((fmr) => fmr > 0));
  return { name: recognizer, points: curve, dots: operatingPoints.filter(({ fmr }) => fmr >= lowest) };
}

/** The title of the picture. Every recognizer saw the same data. */
function titleOf({ protocol, people, enroll, folds, gate }: Result): string {
  const what = [
    protocol,
    ...(people === undefined ? [] : [`${people} people${enroll ? ` with ${enroll} templates each` : ''}`]),
    ...(folds ? [`folds ${folds.join(', ')}`] : []),
    ...(gate ? ['gate'] : []),
  ];
  return `Error rates: ${what.join(', ')}`;
}

/** Writes the files that are asked for. Several recognizers make an array in the JSON, and one picture. */
async function write(results: readonly Result[], { json, plot }: Asked): Promise<void> {
  const written = results.map(resultJson);
  await writeJson(json, written.length === 1 ? written[0]! : written);
  if (plot) await writeFile(plot, detPlot(titleOf(results[0]!), results.map(curveOf)));
}

/** Whether the folder of `--data` says to which groups its people belong. */
function hasIndex(args: readonly string[]): boolean {
  const folder = args[args.indexOf('--data') + 1];
  return args.includes('--data') && folder !== undefined && existsSync(join(folder, 'index.tsv'));
}

/** Prints error rates. It writes them and their curve to files where that is asked. */
export async function evaluateCommand(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const own = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (own) return own(rest);
  // People in groups are measured group by group.
  if (name === 'identities' && hasIndex(rest)) return groupsCommand(rest);
  const asked = readEvaluateArgs(args);
  if (asked.protocol === 'gallery') {
    // Only here: it loads the whole server.
    const { askGallery } = await import('./gallery/command.ts');
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
