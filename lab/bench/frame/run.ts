/** The part of `bench frame` that runs in a process of its own. */
import { createHash } from 'node:crypto';
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
import type { AlignedFace, Index } from '../../../src/vision/recognizers/recognizer.ts';
import { handBack } from '../child.ts';
import { referencesOf, userIdOf } from '../faces.ts';
import { type Figures, figuresOf, timesOf } from '../figures.ts';
import { frameOf } from '../picture.ts';
import { timeSteps } from './steps.ts';

/** Medians in milliseconds by step. */
type Steps = Record<string, number>;
/**
 * `looked`: a frame without recognition, from bytes to quality. The figures beside it: a frame that decides, as sign-in
 * compares it. `close`: one that decides and is looked at twice, since its score is near the threshold.
 */
export type FrameResult = Figures & { frames: number; people: number; looked: Figures; close: Figures; steps: Steps };

/** Frames that warm the compiler up, before those that count: as many as count, and at most these. */
const WARM_UP = 30;
const CANDIDATES = 3;

/** The rule of a sign-in among so many people, by the thresholds that were measured. */
const ruleFor = (people: number) =>
  decisionRule(
    policyFor({ config: loadConfig({ FACELOGIN_RECOGNIZER: 'embedding' }), liveness: { challenge: false } }),
    { people },
  );

/** The folder of the liveness networks; undefined where they are not there. */
async function livenessFolder(): Promise<string | undefined> {
  const { modelsDir } = loadConfig();
  return checkLivenessModels(modelsDir).then(
    () => modelsDir,
    () => undefined,
  );
}

function fill(index: Index<Float32Array>, people: number): Index<Float32Array> {
  for (let person = 0; person < people; person++) index.put(userIdOf(person), referencesOf(person));
  return index;
}

/** Takes a frame to its verdict. It is the second usable one of an attempt, which decides (`DECISION_FRAMES`). */
function judge(image: Uint8Array, observation: Observation, before: DecisionState, rule: DecisionRule): void {
  decide(before, observation, { id: createHash('sha256').update(image).digest('base64url') }, rule);
}

type Look = { observation: Observation; aligned: AlignedFace };

/** Opens what looks at the picture and what compares it. @throws {Error} in one line: it shows no usable face. */
async function openSubject(image: Uint8Array, people: number) {
  const pipeline = await openPipeline(findModels());
  const recognizer = await openEmbedding(findModels());
  const index = fill(recognizer.createIndex(), people);
  const look = async () => (await pipeline.look(await normalizeFrame(image))) as Look;
  const { observation, aligned } = await look();
  if (!aligned || observation.problem) {
    throw new Error(`The picture is of no use: ${observation.problem}. It has to show one face, upright and near.`);
  }
  const search = (probe: unknown) => index.search(probe as Float32Array, CANDIDATES);
  const compare = (face: AlignedFace, bar?: Bar) => compareFace(recognizer, face, search, bar);
  const release = async () => {
    await pipeline.release();
    await recognizer.release?.();
  };
  return { look, compare, index, first: { observation, aligned }, release };
}

/** `FILE FRAMES PEOPLE`; an empty FILE stands for the drawing. */
export async function benchFrameRun(args: string[]): Promise<number> {
  const [file, frames, people] = [args[0]!, Number(args[1]), Number(args[2])];
  tuneSharp();
  const image = await frameOf(file);
  const { look, compare, index, first, release } = await openSubject(image, people);
  const rule = ruleFor(people);
  const candidates = await compare(first.aligned);
  const before = decide(initialDecision(), { ...first.observation, candidates }, { id: 'first' }, rule).state;
  const recognize = async (bar: Bar) => {
    const { observation, aligned } = await look();
    judge(image, { ...observation, candidates: await compare(aligned, bar) }, before, rule);
  };
  const rounds = { warmUp: Math.min(WARM_UP, frames), rounds: frames };
  const looked = await timesOf(rounds, look);
  const decided = await timesOf(rounds, () => recognize(rule));
  // A threshold at this very score makes the frame as close as can be.
  const close = await timesOf(rounds, () => recognize({ ...rule, threshold: candidates[0]!.score }));
  const liveness = await livenessFolder();
  const given = { image, index, judge: (found: Observation) => judge(image, found, before, rule) };
  const steps = await timeSteps({ ...given, ...(liveness && { liveness }) }, rounds.warmUp, frames);
  await release();
  const also = { looked: figuresOf(looked), close: figuresOf(close), steps };
  return handBack({ ...figuresOf(decided), frames, people, ...also } satisfies FrameResult);
}
