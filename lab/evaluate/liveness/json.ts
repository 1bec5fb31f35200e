/** What an evaluation of the liveness check found, as it is written to a file. */
import type { Rate } from '../../../src/biometrics/rates/pad.ts';
import { countOf, fusionOf } from './counts.ts';
import { CUES, type CueName, type LivenessResult, type Presentation, shortDecisions } from './liveness.ts';

function worstOf(rates: readonly Rate[]): Rate | undefined {
  return [...rates].sort((one, other) => other.rate - one.rate)[0];
}

/** What recordings pass: the challenge, and both it and the passive cue. It says nothing of people in person. */
function recordingsJson({ presentations }: LivenessResult): Record<string, unknown> {
  const fake = presentations.filter(({ label }) => label === 'fake');
  const cue = (rate: Rate | undefined) => ({
    ...{ auc: null, eer: null, bpcer: null, threshold: null },
    apcer: rate?.rate ?? null,
    apcerInterval: rate ? [rate.low, rate.high] : null,
  });
  return {
    challenge: cue(worstOf(fake.flatMap(({ recording }) => recording ?? []))),
    fusion: cue(worstOf(fake.flatMap((one) => fusionOf(one) ?? []))),
  };
}

function cueJson({ threshold, auc, eer, bpcer, attacks }: LivenessResult['cues'][CueName]): Record<string, unknown> {
  const [worst] = attacks;
  return {
    auc,
    eer,
    apcer: worst!.rate,
    bpcer: bpcer.rate,
    threshold,
    apcerInterval: [worst!.low, worst!.high],
    apcerFile: worst!.file,
    bpcerInterval: [bpcer.low, bpcer.high],
    attacks: attacks.map(({ file, rate, trials, low, high }) => ({
      file,
      apcer: rate,
      frames: trials,
      interval: [low, high],
    })),
  };
}

function clipJson({ file, label, verdict, cues, frames, recording }: Presentation): Record<string, unknown> {
  const verdicts = frames.map((look) => look.verdict ?? null);
  const count = (wanted: string | null) => verdicts.filter((verdict) => verdict === wanted).length;
  return {
    file,
    label,
    verdict,
    score: cues.passive ?? null,
    frames: frames.length,
    failuresToAcquire: count(null),
    challenge: recording ? { tries: recording.trials, passed: recording.hits } : null,
    live: count('live'),
    attack: count('attack'),
    twoFrames: shortDecisions(frames, 'passive'),
    /** One for each frame; null where the frame was not acquired. */
    scores: frames.map((look) => look.cues?.passive ?? null),
  };
}

/** The result as it is written. `score` and `scores` are those of the passive cue, 0 to 1. */
export function livenessJson(result: LivenessResult): Record<string, unknown> {
  const { cues, files, presentations, cueMs, gate, seconds } = result;
  return {
    protocol: 'liveness',
    cues: {
      ...Object.fromEntries(CUES.map((name) => [name, cueJson(cues[name])])),
      ...recordingsJson(result),
    },
    files,
    counts: { real: countOf(result, 'real'), fake: countOf(result, 'fake') },
    gate,
    cueMs,
    seconds,
    clips: presentations.map(clipJson),
  };
}
