/** `facelogin bench frame`: one 640x480 JPEG to its decision, in one process on one core, and the split by step. */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type DecisionState, decide, initialDecision } from '../biometrics/decision.ts';
import type { Observation } from '../biometrics/observation.ts';
import { loadConfig } from '../config.ts';
import { checkLivenessModels } from '../vision/liveness/rule.ts';
import { findModels } from '../vision/models.ts';
import { normalizeFrame, tuneSharp } from '../vision/normalize.ts';
import { openPipeline } from '../vision/pipeline.ts';
import { openEmbedding } from '../vision/recognizers/embedding.ts';
import type { Index } from '../vision/recognizers/recognizer.ts';
import { handBack, runPart } from './bench-child.ts';
import { referencesOf, userIdOf } from './bench-faces.ts';
import { type Figures, figuresOf, frameOf, rounded, say, writeResults } from './bench-figures.ts';
import { timeSteps } from './bench-frame.steps.ts';

/** Milliseconds of the medians, named by step. */
type Steps = Record<string, number>;
/**
 * `looked`: a frame without recognition, from bytes to quality; `quick`: one that is recognised but decides nothing by
 * itself; the other two figures: one that decides.
 */
type FrameResult = Figures & { frames: number; people: number; looked: Figures; quick: Figures; steps: Steps };

/** Frames that warm the compiler up, before those that count. */
const WARM_UP = 30;
const CANDIDATES = 3;
/** Scores do not matter to how long a decision takes; nobody in the gallery reaches this. */
const RULE = { threshold: 0.9, margin: 0.1 };

function enrolled(index: Index<Float32Array>, people: number): Index<Float32Array> {
  for (let person = 0; person < people; person++) index.put(userIdOf(person), referencesOf(person));
  return index;
}

/** Times a task, frame after frame. @returns milliseconds of each, without those that warm up. */
async function timed(frames: number, task: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + frames; i++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return times.slice(WARM_UP);
}

/** The second usable frame of an attempt, which decides (`DECISION_FRAMES`), from bytes to verdict. */
function judge(image: Uint8Array, observation: Observation, before: DecisionState): void {
  decide(before, observation, { id: createHash('sha256').update(image).digest('base64url') }, RULE);
}

/** Where the liveness networks are, if they are. */
async function livenessFolder(): Promise<string | undefined> {
  const { modelsDir } = loadConfig();
  return checkLivenessModels(modelsDir).then(
    () => modelsDir,
    () => undefined,
  );
}

/** The part that runs in a process of its own. */
export async function benchFrameRun(args: string[]): Promise<number> {
  const [file, frames, people] = [args[0]!, Number(args[1]), Number(args[2])];
  tuneSharp();
  const image = await frameOf(file);
  const pipeline = await openPipeline(findModels());
  const recognizer = await openEmbedding(findModels());
  const index = enrolled(recognizer.createIndex(), people);
  const look = async () => pipeline.look(await normalizeFrame(image));
  const { observation, aligned } = await look();
  if (!aligned || observation.problem) {
    throw new Error(`The picture is of no use: ${observation.problem}. It has to show one face, upright and near.`);
  }
  const first = { ...observation, candidates: index.search(await recognizer.extract(aligned), CANDIDATES) };
  const before = decide(initialDecision(), first, { id: 'first' }, RULE).state;
  const looked = await timed(frames, look);
  const recognize = async (effort: { quick: boolean }) => {
    const seen = await look();
    const candidates = index.search(await recognizer.extract(seen.aligned!, effort), CANDIDATES);
    judge(image, { ...seen.observation, candidates }, before);
  };
  const quick = await timed(frames, () => recognize({ quick: true }));
  const decided = await timed(frames, () => recognize({ quick: false }));
  const liveness = await livenessFolder();
  const given = { image, index, judge: (found: Observation) => judge(image, found, before) };
  const steps = await timeSteps({ ...given, ...(liveness && { liveness }) }, WARM_UP, frames);
  await pipeline.release();
  await recognizer.release?.();
  const also = { looked: figuresOf(looked), quick: figuresOf(quick), steps };
  return handBack({ ...figuresOf(decided), frames, people, ...also } satisfies FrameResult);
}

function tell({ p50, p95, looked, quick, steps, frames, people }: FrameResult): void {
  say(`A frame of 640x480 on one core, ${frames} times, ${people} people enrolled; milliseconds:`);
  say(`  looked at only     median ${looked.p50}, p95 ${looked.p95}`);
  say(`  recognised, quick  median ${quick.p50}, p95 ${quick.p95}`);
  say(`  deciding           median ${p50}, p95 ${p95}`);
  for (const [name, ms] of Object.entries(steps)) say(`    ${name.padEnd(22)}${rounded(ms)}`);
}

/** `--frame FILE [--frames 200] [--people 1000] [--json FILE]`. @throws {Error} where the picture is missing or useless. */
export async function benchFrame(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      frame: { type: 'string' },
      frames: { type: 'string', default: '200' },
      people: { type: 'string', default: '1000' },
      json: { type: 'string' },
    },
  });
  // Said here and not by the part: it is the one thing that everybody forgets.
  await frameOf(values.frame);
  const frame = await runPart<FrameResult>('frame-run', [values.frame!, values.frames, values.people]);
  tell(frame);
  writeResults(values.json, { frame });
  return 0;
}
