/**
 * Applies the same rules to heads and to pictures of heads: to people who turn their heads in clips, and to photographs
 * that tilt before a simulated camera. `facelogin evaluate attack-sim` tries more (docs/liveness.md has 400).
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, readPhoto, type Try } from '../lab/attack/attack.ts';
import type { Photo } from '../lab/attack/camera.ts';
import { CLIP } from '../lab/attack/clip.ts';
import { STRATEGIES, type Strategy } from '../lab/attack/motion.ts';
import { readIdentities } from '../lab/data/lfw.ts';
import { GOOD_FRAMES, showsTurn } from '../src/biometrics/consistency.ts';
import type { Observation } from '../src/biometrics/observation.ts';
import { seededRandom } from '../src/biometrics/random.ts';
import { DEPTH, TURN } from '../src/biometrics/session/challenge.ts';
import {
  broadestOf,
  gazeOf,
  headDepth,
  type Points,
  SLIGHT_TURN,
  USUAL_BREADTH,
} from '../src/biometrics/session/turn.ts';
import { findModels } from '../src/vision/models/models.ts';
import { normalizeFrame } from '../src/vision/pipeline/normalize.ts';
import { openPipeline, type Pipeline } from '../src/vision/pipeline/pipeline.ts';
import { jpegsOf } from './helpers/browser/member.ts';
import { cameraFile } from './helpers/camera/clips.ts';
import { describeIf, testData } from './helpers/need.ts';

setDefaultTimeout(600_000);

const pad = testData('pad');
const lfw = testData('lfw-dev');
/** Frames per second. Of the 30 that the clips have, successive ones show nearly the same. */
const RATE = 10;
const RECORDED_RATE = 30;
/** The second from which each clip is looked at, and for how long: the heads turn most in these. */
const CLIPS = { 'krzysiek-webcam.mp4': 0, 'apfol-webcam.webm': 3 };
/** The figures of docs/liveness.md are of the whole clips: `WHOLE_CLIPS=1`. */
const WHOLE = process.env.WHOLE_CLIPS === '1';
const SECONDS = WHOLE ? 60 : 7;
/** Frames of a clip between two frames of a sign-in, which are 0.4 s apart. */
const STEP = 0.4 * RATE;
/** Frames of a sign-in from the beginning of the challenge to its end. */
const CHALLENGE = 30;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline(findModels());
});
afterAll(() => pipeline.release());

type Seen = { points: Points; usable: boolean } | undefined;

/** Observes a clip from a second on. */
async function observed(clip: string, from: number): Promise<Observation[]> {
  const seen: Observation[] = [];
  const begin = WHOLE ? 0 : from * RECORDED_RATE;
  const frames = jpegsOf(clip)
    .slice(begin, begin + SECONDS * RECORDED_RATE)
    .filter((_, at) => at % (RECORDED_RATE / RATE) === 0);
  for (const jpeg of frames) seen.push((await pipeline.look(await normalizeFrame(jpeg))).observation);
  return seen;
}

/** The points of the frames that the challenge would judge. */
function seenIn(observations: readonly Observation[]): Seen[] {
  return observations.map(({ face, problem }) => {
    const judged = face && (!problem || problem === 'turned-away');
    return judged ? { points: face.points, usable: !problem } : undefined;
  });
}

/**
 * Counts windows of two successive frames that are turned to the same side far enough for the challenge, and those of
 * them that show depth. The challenge begins with the first frame.
 */
function windowsFrom(frames: readonly Seen[]): { turned: number; deep: number } {
  const reference = frames[0]!.points;
  const counts = { turned: 0, deep: 0 };
  let broadest = USUAL_BREADTH;
  let before = { turn: 0, deep: false };
  for (const frame of frames) {
    if (!frame) continue;
    broadest = broadestOf(broadest, reference, frame.points);
    const turn = gazeOf(frame.points).across - gazeOf(reference).across;
    const deep = headDepth(reference, frame.points, broadest) >= DEPTH;
    if (Math.abs(turn) >= TURN && Math.abs(before.turn) >= TURN && turn * before.turn > 0) {
      counts.turned++;
      if (deep && before.deep) counts.deep++;
    }
    before = { turn, deep };
  }
  return counts;
}

/** Counts windows from every frame of the clip that looks into the camera, as a person does before the challenge. */
function windowsOf(seen: readonly Seen[]): { turned: number; deep: number } {
  const counts = { turned: 0, deep: 0 };
  for (const [start, frame] of seen.entries()) {
    if (!frame?.usable || Math.abs(gazeOf(frame.points).across) > 0.12) continue;
    const frames = Array.from({ length: CHALLENGE }, (_, i) => seen[start + i * STEP]);
    const { turned, deep } = windowsFrom(frames);
    counts.turned += turned;
    counts.deep += deep;
  }
  return counts;
}

/**
 * Counts clips of three seconds, a new one every tenth of a second, with enough good frames and two in which the head
 * is turned. Counts those of them that enrollment takes, too.
 */
function clipsIn(observations: readonly Observation[]): { turned: number; taken: number } {
  const counts = { turned: 0, taken: 0 };
  for (let start = 0; start + 3 * RATE <= observations.length; start += RATE / 10) {
    const step = (3 * RATE - 1) / (CLIP.frames - 1);
    const clip = Array.from({ length: CLIP.frames }, (_, i) => observations[start + Math.round(i * step)]!);
    if (clip.filter(({ problem }) => !problem).length < GOOD_FRAMES) continue;
    const gazes = seenIn(clip).flatMap((frame) => (frame ? gazeOf(frame.points).across : []));
    const ahead = gazes.reduce((most, across) => (Math.abs(across) < Math.abs(most) ? across : most));
    if (gazes.filter((across) => Math.abs(across - ahead) >= SLIGHT_TURN).length < 2) continue;
    counts.turned++;
    if (showsTurn(clip)) counts.taken++;
  }
  return counts;
}

const clips =
  pad === undefined
    ? undefined
    : Object.entries(CLIPS).map(([name, from]) => ({ file: cameraFile(join(pad, 'real', name), 12), from }));

describeIf(
  clips?.every(({ file }) => file),
  'people who turn their heads',
  'no clips: put pad/ into FACELOGIN_TESTDATA',
  () => {
    const people: Observation[][] = [];
    beforeAll(async () => {
      for (const { file, from } of clips!) people.push(await observed(file!, from));
    });

    test('show depth in at least 95 of 100 windows of two frames', () => {
      const counts = { turned: 0, deep: 0 };
      for (const person of people) {
        const { turned, deep } = windowsOf(seenIn(person));
        counts.turned += turned;
        counts.deep += deep;
      }
      process.stderr.write(`planarity: ${counts.deep} of ${counts.turned} windows with a turn show depth\n`);
      expect(counts.turned).toBeGreaterThan(20);
      expect(counts.deep / counts.turned).toBeGreaterThanOrEqual(0.95);
    });

    test('are taken by enrollment in nine of ten clips in which they turn', () => {
      const counts = people.map(clipsIn);
      const [turned, taken] = (['turned', 'taken'] as const).map((key) =>
        counts.reduce((sum, one) => sum + one[key], 0),
      );
      process.stderr.write(`enrollment: ${taken} of ${turned} clips with a turn are taken\n`);
      expect(turned).toBeGreaterThan(50);
      expect(taken! / turned!).toBeGreaterThanOrEqual(0.9);
    });
  },
);

/** Frames of a try, 14 seconds: a photograph that no challenge has begun with by then begins none. */
const FRAMES = 35;

/** Tries to sign in with each photograph by each strategy, always by the same chance. */
async function attempts(photos: readonly Photo[]): Promise<(Try & { strategy: Strategy })[]> {
  const seeds = seededRandom(11);
  const tries: (Try & { strategy: Strategy })[] = [];
  for (const photo of photos) {
    for (const strategy of STRATEGIES) {
      const random = seededRandom(seeds() * 2 ** 32);
      tries.push({ ...(await attempt({ photo, strategy, frames: FRAMES }, pipeline, random)), strategy });
    }
  }
  return tries;
}

describeIf(lfw, 'photographs before a camera', 'no photographs: put lfw-dev/ into FACELOGIN_TESTDATA', () => {
  test('of five people, waved at random and tilted as asked, never pass', async () => {
    const people = [...(await readIdentities(lfw!, [4, 5]))].filter((_, index) => index % 10 === 1).slice(0, 5);
    const photos = [];
    for (const [, [image]] of people) {
      const frame = await normalizeFrame(readFileSync(join(lfw!, 'images', image!)));
      photos.push(await readPhoto(image!, frame, pipeline));
    }
    const tries = await attempts(photos);
    expect(tries).toHaveLength(10);
    const judged = tries.filter(({ strategy }) => strategy === 'following').map((one) => one.judged);
    // Each of the five is asked, for about fifteen frames.
    expect(judged.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(60);
    expect(tries.filter(({ outcome }) => outcome === 'passed')).toEqual([]);
  });
});
