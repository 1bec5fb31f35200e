/**
 * Heads and pictures of heads before the same rules: people who turn in clips, and photographs tilted before a
 * simulated camera. `facelogin evaluate attack-sim` makes more of the latter (docs/liveness.md has 400).
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPTH, TURN } from '../src/biometrics/challenge.ts';
import { broadestOf, gazeOf, headDepth, type Points, USUAL_BREADTH } from '../src/biometrics/turn.ts';
import { simulateAttacks } from '../src/vision/calibration/attack.run.ts';
import { readPhoto } from '../src/vision/calibration/attack.ts';
import { readIdentities } from '../src/vision/calibration/lfw.ts';
import { findModels } from '../src/vision/models.ts';
import { normalizeFrame } from '../src/vision/normalize.ts';
import { openPipeline, type Pipeline } from '../src/vision/pipeline.ts';
import { cameraFile } from './helpers/clips.ts';
import { jpegsOf } from './helpers/member.ts';
import { describeIf, testData } from './helpers/need.ts';

setDefaultTimeout(600_000);

const pad = testData('pad');
const lfw = testData('lfw-dev');
/** Frames of a clip from one that sign-in would take to the next: 0.4 s at 30 a second. */
const STEP = 12;
/** Frames from the one in which the challenge begins to its end. */
const CHALLENGE = 30;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline(findModels());
});
afterAll(() => pipeline.release());

type Seen = { points: Points; usable: boolean } | undefined;

/** What every frame of a clip shows, where the challenge would judge it. */
async function seenIn(clip: string): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const jpeg of jpegsOf(clip)) {
    const { face, problem } = (await pipeline.look(await normalizeFrame(jpeg))).observation;
    const judged = face && (!problem || problem === 'turned-away');
    seen.push(judged ? { points: face.points, usable: !problem } : undefined);
  }
  return seen;
}

/**
 * Windows of two frames, one after the other, that are turned to the same side far enough for the challenge, and those
 * of them that show depth; the challenge begins with the first frame.
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

/** The same from every frame of the clip that looks into the camera, as somebody does who is about to be asked. */
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

const clips =
  pad === undefined
    ? undefined
    : ['krzysiek-webcam.mp4', 'apfol-webcam.webm'].map((name) => cameraFile(join(pad, 'real', name), 12));

describeIf(clips?.every(Boolean), 'people who turn their heads', 'no clips: put pad/ into FACELOGIN_TESTDATA', () => {
  test('show depth in at least 95 of 100 windows of two frames', async () => {
    const counts = { turned: 0, deep: 0 };
    for (const clip of clips as string[]) {
      const { turned, deep } = windowsOf(await seenIn(clip));

      counts.turned += turned;
      counts.deep += deep;
    }
    process.stderr.write(`planarity: ${counts.deep} of ${counts.turned} windows with a turn show depth\n`);
    expect(counts.turned).toBeGreaterThan(20);
    expect(counts.deep / counts.turned).toBeGreaterThanOrEqual(0.95);
  });
});

describeIf(lfw, 'photographs before a camera', 'no photographs: put lfw-dev/ into FACELOGIN_TESTDATA', () => {
  test('of ten people, waved at random and tilted as asked, never pass', async () => {
    const people = [...(await readIdentities(lfw!, [4, 5]))].filter((_, index) => index % 10 === 3).slice(0, 10);
    const photos = [];
    for (const [, [image]] of people) {
      const frame = await normalizeFrame(readFileSync(join(lfw!, 'images', image!)));
      photos.push(await readPhoto(image!, frame, pipeline));
    }
    const { all } = await simulateAttacks({ photos, tries: 2, seed: 11, pipeline, progress: () => {} });
    expect(all.waving.tries + all.following.tries).toBe(40);
    expect(all.following.judged).toBeGreaterThan(100);
    expect([all.waving.passed.hits, all.following.passed.hits]).toEqual([0, 0]);
  });
});
