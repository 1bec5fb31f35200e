/** What an evaluation of the liveness check found, in words for the terminal. */
import type { Rate } from '../../../src/biometrics/rates/pad.ts';
import { percent, range, table } from '../report.ts';
import { type Counted, countOf, fusionOf } from './counts.ts';
import { CUES, type CueName, type LivenessResult, type Presentation, shortDecisions } from './liveness.ts';

/** Files that are listed at most. Of more files only those with a wrong verdict are. */
const FILES_MOST = 40;
const RIGHT = { real: 'live', fake: 'attack' } as const;

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

/** Attempts that each begin at another frame, and the sittings in which some went wrong. */
function attemptTables({ attempts: { sittings, apcer, bpcer } }: LivenessResult): string[] {
  const rows = [...(apcer ? [rateRow('APCER', apcer)] : []), ...(bpcer ? [rateRow('BPCER', bpcer)] : [])];
  if (rows.length === 0) return [];
  const wrong = sittings
    .map((one) => ({ ...one, wrong: one.label === 'fake' ? one.live : one.attempts - one.live }))
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

/** The result in Markdown. */
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
