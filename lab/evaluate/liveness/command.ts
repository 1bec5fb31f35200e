/** `facelogin evaluate liveness`: error rates of the liveness check on pictures and clips of people and of attacks. */
import { realpath, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PASSIVE_RULE } from '../../../src/biometrics/liveness.ts';
import { loadConfig } from '../../../src/config.ts';
import { openPassive, type PassiveCue } from '../../../src/vision/liveness/passive.ts';
import { ModelError } from '../../../src/vision/models/models.ts';
import { withPipeline } from '../../data/networks.ts';
import { progress } from '../../progress.ts';
import { needFolders, writeJson } from '../arguments.ts';
import { findFfmpeg } from './clip.ts';
import { findSamples, type Sample } from './files.ts';
import { livenessJson } from './json.ts';
import { type Cue, evaluateLiveness, type LivenessResult, scoresOf } from './liveness.ts';
import { livenessPlot } from './plot.ts';
import { livenessReport } from './report.ts';

const OPTIONS = {
  real: { type: 'string' },
  fake: { type: 'string' },
  gate: { type: 'boolean', default: false },
  json: { type: 'string' },
  plot: { type: 'string' },
} as const;

type Asked = { real: string; fake: string; gate: boolean; json?: string; plot?: string };

/** @throws {Error} in one line: an option cannot be used, or the folder to write to is not there. */
export function readLivenessArgs(args: string[]): Asked {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { real, fake, gate, json, plot } = values;
  if (!real || !fake) {
    throw new Error('Say where the pictures and clips are: --real DIR, of people, and --fake DIR, of attacks.');
  }
  needFolders(json, plot);
  return { real, fake, gate, ...(json && { json }), ...(plot && { plot }) };
}

/** Finds the files of both folders. @throws {Error} in one line: a folder is missing or empty, or both are the same. */
async function samplesOf({ real, fake }: Asked): Promise<Sample[]> {
  const samples = [...(await findSamples(real, 'real')), ...(await findSamples(fake, 'fake'))];
  if ((await realpath(real)) !== (await realpath(fake))) return samples;
  throw new Error('--real and --fake are the same folder.');
}

async function openNetworks(): Promise<PassiveCue> {
  return openPassive(loadConfig().modelsDir).catch((error: unknown) => {
    if (!(error instanceof ModelError)) throw error;
    throw new Error(`${error.message}, or say where they are: FACELOGIN_MODELS_DIR.`, { cause: error });
  });
}

async function measure(samples: readonly Sample[], gate: boolean): Promise<LivenessResult> {
  const clips = samples.some(({ clip }) => clip);
  const ffmpeg = clips ? findFfmpeg() : undefined;
  const passive = await openNetworks();
  const cues: Cue[] = [{ name: 'passive', score: (frame, { box }) => passive.score(frame, box) }];
  try {
    return await withPipeline((pipeline) => {
      const given = { samples, ...(ffmpeg && { ffmpeg }), pipeline, cues, gate };
      return evaluateLiveness({ ...given, rule: PASSIVE_RULE, progress });
    });
  } finally {
    await passive.release();
  }
}

function plotOf({ presentations, cues }: LivenessResult): string {
  const of = (label: string) =>
    presentations.filter((one) => one.label === label).flatMap(({ frames }) => scoresOf(frames, 'passive'));
  const { threshold } = cues.passive;
  return livenessPlot('Scores of the passive liveness check', { real: of('real'), fake: of('fake'), threshold });
}

/** Prints error rates. It writes them and the distributions of the scores to files where that is asked. */
export async function livenessCommand(args: string[]): Promise<number> {
  const asked = readLivenessArgs(args);
  const result = await measure(await samplesOf(asked), asked.gate);
  process.stdout.write(livenessReport(result));
  await writeJson(asked.json, livenessJson(result));
  if (asked.plot) await writeFile(asked.plot, plotOf(result));
  return 0;
}
