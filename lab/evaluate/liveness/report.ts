/** What an evaluation of the liveness check found, in words for the terminal and as JSON. */
import { type Rate, rateOf } from '../../../src/biometrics/rates/pad.ts';
import { percent, range, table } from '../report.ts';
import type { Label } from './files.ts';
import { CUES, type CueName, type LivenessResult, type Presentation, shortDecisions } from './liveness.ts';

/** Files listed at most; of more only those with a wrong verdict are. */
const FILES_MOST = 40;
const RIGHT = { real: 'live', fake: 'attack' } as const;

type Counted = { files: number; frames: number; failuresToAcquire: number; poor: number };

function countOf({ presentations }: LivenessResult, label: Label): Counted {
  const own = presentations.filter((one) => one.label === label);
  const frames = own.flatMap((one) => one.frames);
  return {
    files: own.length,
    frames: frames.length,
    failuresToAcquire: frames.filter(({ cues }) => !cues).length,
    poor: frames.filter(({ cues, problem }) => cues && problem).length,
  };
}

function rateRow(name: string, { rate, hits, trials, low, high }: Rate): string[] {
  return [name, `${hits} of ${trials}`, percent(rate), range(low, high)];
}

function introduction(result: LivenessResult): string[] {
  const [real, fake] = [countOf(result, 'real'), countOf(result, 'fake')];
  const both = (key: keyof Counted) => `${real[key]} real, ${fake[key]} attack`;
  const failure = result.gate ? 'no face, or one that sign-in would not judge' : 'no face';
  return [
    `Files: ${both('files')}. Frames: ${both('frames')}.`,
    `Failures to acquire (${failure}): ${both('failuresToAcquire')}.`,
    ...(result.gate ? [] : [`Kept, though sign-in would ask for another frame: ${both('poor')}.`]),
    '',
  ];
}

function cueTables({ cues }: LivenessResult, name: CueName): string[] {
  const { threshold, auc, eer, bpcer, attacks } = cues[name];
  const [worst] = attacks as [(typeof attacks)[0]];
  const listed = attacks.slice(0, FILES_MOST).map((attack) => rateRow(`APCER ${attack.file}`, attack));
  return [
    `Cue ${name}, by the frame: threshold ${threshold}, AUC ${auc.toFixed(4)}, equal error rate ${percent(eer)}.`,
    '',
    ...table(['', 'frames', 'rate', '95 % interval'], [rateRow('BPCER', bpcer), ...listed]),
    '',
    `Worst APCER: ${percent(worst.rate)} (${range(worst.low, worst.high)}), ${worst.file}.`,
    'Frames of one clip are much alike, so these intervals are narrower than they should be.',
    '',
  ];
}

function fileRow({ file, label, verdict, cues, frames }: Presentation): string[] {
  const digits = (value: number | undefined) => value?.toFixed(2) ?? '-';
  const short = shortDecisions(frames, 'passive');
  const acquired = frames.filter((look) => look.cues).length;
  const scores = [cues.passive, short?.lowest, short?.highest].map(digits);
  return [`${label}/${file}`, `${acquired} of ${frames.length}`, ...scores, verdict];
}

function fileTables({ presentations, files }: LivenessResult): string[] {
  const wrong = presentations.filter(({ label, verdict }) => verdict !== RIGHT[label]);
  const all = presentations.length <= FILES_MOST;
  const head = ['file', 'frames judged', 'mean', 'lowest of two frames', 'highest of two frames', 'verdict'];
  return [
    `By the file${all ? '' : `, of ${presentations.length} those with a wrong verdict`}:`,
    '',
    ...table(head, (all ? presentations : wrong).map(fileRow)),
    '',
    ...table(['', 'files', 'rate', '95 % interval'], [rateRow('APCER', files.apcer), rateRow('BPCER', files.bpcer)]),
    '',
  ];
}

/** Attempts, each begun at another frame, and the sittings in which some went wrong. */
function attemptTables({ attempts: { sittings, apcer, bpcer } }: LivenessResult): string[] {
  const rows = [...(apcer ? [rateRow('APCER', apcer)] : []), ...(bpcer ? [rateRow('BPCER', bpcer)] : [])];
  if (rows.length === 0) return [];
  const wrong = sittings
    .map(({ label, live, attempts, ...rest }) => ({
      ...rest,
      label,
      attempts,
      wrong: label === 'fake' ? live : attempts - live,
    }))
    .filter((one) => one.wrong > 0)
    .map(({ label, name, attempts, wrong }) => `${label}/${name} ${wrong} of ${attempts}`);
  return [
    'By the attempt, as sign-in decides, begun at each frame in turn:',
    '',
    ...table(['', 'attempts', 'rate', '95 % interval'], rows),
    '',
    `Sittings with a wrong attempt: ${wrong.join(', ') || 'none'}, of ${sittings.length}.`,
    '',
  ];
}

/** The worst of the rates. */
function worstOf(rates: readonly Rate[]): Rate | undefined {
  return [...rates].sort((one, other) => other.rate - one.rate)[0];
}

/** How often a file of attacks passes both, what it looks like and the challenge, as a recording. */
function fusionOf({ verdict, recording }: Presentation): Rate | undefined {
  return verdict === 'live' || !recording ? recording : rateOf(0, recording.trials);
}

function recordingTable({ presentations }: LivenessResult): string[] {
  const rows = presentations.flatMap((one) => {
    const { file, label, recording } = one;
    if (!recording) return [];
    const both = fusionOf(one)!;
    return [[`${label}/${file}`, `${recording.hits} of ${recording.trials}`, `${both.hits} of ${both.trials}`]];
  });
  if (rows.length === 0) return [];
  return [
    'As recordings, which do not know what the challenge asks, of people or of attacks:',
    '',
    ...table(['file', 'challenges passed', 'and looks live'], rows),
    '',
  ];
}

/** The challenge, and it together with the passive cue: what recordings pass. Of people in person they tell nothing. */
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

/** Markdown. */
export function livenessReport(result: LivenessResult): string {
  return [
    ...introduction(result),
    ...CUES.flatMap((name) => cueTables(result, name)),
    ...fileTables(result),
    ...attemptTables(result),
    ...recordingTable(result),
    `The cues of a frame take ${result.cueMs.toFixed(1)} ms in the median. It took ${result.seconds.toFixed(1)} s.`,
    '',
  ].join('\n');
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
    /** One a frame; null where it was not acquired. */
    scores: frames.map((look) => look.cues?.passive ?? null),
  };
}

/** The result as it is written to a file. `score` and `scores` are those of the passive cue, 0 to 1. */
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
