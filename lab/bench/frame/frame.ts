/** `facelogin bench frame`: one 640x480 JPEG to its decision, in one process on one core, and the split by step. */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type DecisionRule, type DecisionState, decide, initialDecision } from '../../../src/biometrics/decision.ts';
import type { Observation } from '../../../src/biometrics/observation.ts';
import { loadConfig } from '../../../src/config.ts';
import { policyFor } from '../../../src/policy/policy.ts';
import { decisionRule } from '../../../src/policy/rule.ts';
import { checkLivenessModels } from '../../../src/vision/liveness/rule.ts';
import { findModels } from '../../../src/vision/models/models.ts';
import { normalizeFrame, tuneSharp } from '../../../src/vision/pipeline/normalize.ts';
import { openPipeline } from '../../../src/vision/pipeline/pipeline.ts';
import { openEmbedding } from '../../../src/vision/recognizers/embedding/embedding.ts';
import { type Bar, compareFace } from '../../../src/vision/recognizers/probe.ts';
import type { Index } from '../../../src/vision/recognizers/recognizer.ts';
import { handBack, runPart } from '../child.ts';
import { referencesOf, userIdOf } from '../faces.ts';
import { type Figures, figuresOf, frameOf, rounded, say, writeResults } from '../figures.ts';
import { timeSteps } from './steps.ts';

/** Milliseconds of the medians, named by step. */
type Steps = Record<string, number>;
/**
 * `looked`: a frame without recognition, from bytes to quality; the other two figures: one that decides, as sign-in
 * compares it; `close`: one that decides and whose score lies so near the threshold that it is looked at twice.
 */
type FrameResult = Figures & { frames: number; people: number; looked: Figures; close: Figures; steps: Steps };

/** Frames that warm the compiler up, before those that count. */
const WARM_UP = 30;
const CANDIDATES = 3;
/** That of a sign-in among so many people, by the thresholds that were measured. */
const ruleFor = (people: number) =>
  decisionRule(
    policyFor({ config: loadConfig({ FACELOGIN_RECOGNIZER: 'embedding' }), liveness: { challenge: false } }),
    { people },
  );

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
function judge(image: Uint8Array, observation: Observation, before: DecisionState, rule: DecisionRule): void {
  decide(before, observation, { id: createHash('sha256').update(image).digest('base64url') }, rule);
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
  const rule = ruleFor(people);
  const search = (probe: unknown) => index.search(probe as Float32Array, CANDIDATES);
  const candidates = await compareFace(recognizer, aligned, search);
  const before = decide(initialDecision(), { ...observation, candidates }, { id: 'first' }, rule).state;
  const recognize = async (bar: Bar) => {
    const seen = await look();
    judge(
      image,
      { ...seen.observation, candidates: await compareFace(recognizer, seen.aligned!, search, bar) },
      before,
      rule,
    );
  };
  const looked = await timed(frames, look);
  const decided = await timed(frames, () => recognize(rule));
  // With the threshold at this very score the frame is as close as can be.
  const close = await timed(frames, () => recognize({ ...rule, threshold: candidates[0]!.score }));
  const liveness = await livenessFolder();
  const given = { image, index, judge: (found: Observation) => judge(image, found, before, rule) };
  const steps = await timeSteps({ ...given, ...(liveness && { liveness }) }, WARM_UP, frames);
  await pipeline.release();
  await recognizer.release?.();
  const also = { looked: figuresOf(looked), close: figuresOf(close), steps };
  return handBack({ ...figuresOf(decided), frames, people, ...also } satisfies FrameResult);
}

function tell({ p50, p95, looked, close, steps, frames, people }: FrameResult): void {
  say(`A frame of 640x480 on one core, ${frames} times, ${people} people enrolled; milliseconds:`);
  say(`  looked at only           median ${looked.p50}, p95 ${looked.p95}`);
  say(`  deciding                 median ${p50}, p95 ${p95}`);
  say(`  deciding, looked twice   median ${close.p50}, p95 ${close.p95}`);
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
