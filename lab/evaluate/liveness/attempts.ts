/**
 * What sign-in would make of a clip, or of single images of one sitting. An attempt begins at any frame. It decides as
 * sign-in does, each time over all frames so far.
 */
import { DECISION_FRAMES } from '../../../src/biometrics/decision.ts';
import { fuseLiveness, judgeLiveness, type LivenessRule } from '../../../src/biometrics/liveness.ts';
import type { LivenessCues } from '../../../src/biometrics/observation.ts';
import { type Rate, rateOf } from '../../../src/biometrics/rates/pad.ts';
import type { Label } from './files.ts';

/** What the attempts need of one file. */
type Presented = { file: string; label: Label; frames: readonly { cues?: LivenessCues }[] };

/** A clip, or the images of one folder whose names differ only in their last number. */
export type Sitting = { name: string; label: Label; attempts: number; live: number };

export type AttemptRates = {
  sittings: Sitting[];
  /** `apcer`: share of the attempts of attacks that pass. `bpcer`: share of those of people that do not. */
  apcer?: Rate;
  bpcer?: Rate;
};

/** Clips give five frames a second. Sign-in takes every second one at most. */
const CLIP_STRIDE = 2;
/**
 * Frames of the third decision. Sign-in looks at up to 24 frames before it refuses somebody. A recording that ends
 * sooner than this does not tell whether it would have, so it says nothing of BPCER. An attack counts in any case.
 */
const TOLD_FRAMES = DECISION_FRAMES[2]!;
const NUMBERED = /[-_ ]?\d+\.\w+$/;

/** Whether any decision of an attempt with these frames finds a live person. */
function passes(frames: readonly LivenessCues[], rule: LivenessRule): boolean {
  return DECISION_FRAMES.some(
    (end) => end <= frames.length && judgeLiveness(fuseLiveness(frames.slice(0, end)), rule) === 'live',
  );
}

type Shown = { label: Label; frames: LivenessCues[]; stride: number };

function sittingOf(name: string, { label, frames, stride }: Shown, rule: LivenessRule): Sitting {
  const least = label === 'real' ? TOLD_FRAMES : DECISION_FRAMES[0]!;
  const last = DECISION_FRAMES.at(-1)!;
  const from = (start: number) => frames.filter((_, at) => at >= start && (at - start) % stride === 0).slice(0, last);
  const attempts = frames.map((_, start) => from(start)).filter((shown) => shown.length >= least);
  return { name, label, attempts: attempts.length, live: attempts.filter((shown) => passes(shown, rule)).length };
}

/** Counts the attempts of all presentations: of each clip, and of the images of each sitting. */
export function attemptRates(presentations: readonly Presented[], rule: LivenessRule): AttemptRates {
  const sittings = new Map<string, Shown>();
  for (const { file, label, frames } of presentations) {
    const isClip = frames.length > 1;
    const name = isClip ? file : file.replace(NUMBERED, '');
    const key = `${label} ${name}`;
    const sitting = sittings.get(key) ?? { label, frames: [], stride: isClip ? CLIP_STRIDE : 1 };
    sitting.frames.push(...frames.flatMap(({ cues }) => cues ?? []));
    sittings.set(key, sitting);
  }
  const found = [...sittings].map(([key, shown]) => sittingOf(key.slice(shown.label.length + 1), shown, rule));
  const judged = found.filter(({ attempts }) => attempts > 0);
  const rate = (label: Label) => {
    const own = judged.filter((one) => one.label === label);
    const trials = own.reduce((sum, { attempts }) => sum + attempts, 0);
    const live = own.reduce((sum, one) => sum + one.live, 0);
    return trials === 0 ? undefined : rateOf(label === 'fake' ? live : trials - live, trials);
  };
  const [apcer, bpcer] = [rate('fake'), rate('real')];
  return { sittings: judged, ...(apcer && { apcer }), ...(bpcer && { bpcer }) };
}
