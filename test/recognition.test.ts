/**
 * Recognition from end to end without a browser: clips of one man in two sittings and of somebody else, through
 * detection, alignment, LBPH, the choice of templates, the calibrated threshold and the decision over frames.
 */
import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { chooseTemplates, type Enrollee, type TemplateChoice } from '../src/biometrics/consistency.ts';
import { decide, initialDecision } from '../src/biometrics/decision.ts';
import type { Observation } from '../src/biometrics/observation.ts';
import { chooseThreshold } from '../src/biometrics/threshold.ts';
import { findModels } from '../src/vision/models.ts';
import { normalizeFrame } from '../src/vision/normalize.ts';
import { openPipeline, type Pipeline } from '../src/vision/pipeline.ts';
import { calibrationOf } from '../src/vision/recognizers/calibration.ts';
import type { LbphTemplate } from '../src/vision/recognizers/lbph.bytes.ts';
import { createLbph } from '../src/vision/recognizers/lbph.ts';
import { type ClipName, type Clips, findClips } from './helpers/clips.ts';
import { describeIf } from './helpers/need.ts';

type Sample = { who: ClipName; observation: Observation; face: Enrollee; template: LbphTemplate };
type Reference = { userId: string; templateId: string; template: LbphTemplate };

/** Of 30 frames a second: 7.5, about what an enrolment clip has. */
const EVERY = 4;
const CLIP_FRAMES = 24;
/** At 7.5 frames a second: the 400 ms between two frames of a sign-in. */
const POLL = 3;
/** An attempt ends after so many frames. */
const ATTEMPT_FRAMES = 40;

const lbph = createLbph();
const calibration = calibrationOf('lbph');

/** The JPEGs of an .mjpeg file: from one end-of-image marker to the next. */
function split(file: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  const end = Buffer.of(0xff, 0xd9);
  for (let from = 0, to = file.indexOf(end); to >= 0; from = to + 2, to = file.indexOf(end, from)) {
    frames.push(file.subarray(from, to + 2));
  }
  return frames;
}

async function samplesOf(who: ClipName, file: string, pipeline: Pipeline): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const jpeg of split(readFileSync(file)).filter((_, index) => index % EVERY === 0)) {
    const { observation, aligned } = await pipeline.look(await normalizeFrame(jpeg));
    if (observation.problem || !aligned) continue;
    samples.push({ who, observation, face: observation.face!, template: await lbph.extract(aligned) });
  }
  return samples;
}

function choose(clip: readonly Sample[]): TemplateChoice {
  const templates = clip.map(({ template }) => template);
  const scores = templates.flatMap((template) => [...lbph.compareAll(template, templates)]);
  return chooseTemplates(
    clip.map(({ face }) => face),
    scores,
    { samePerson: calibration.samePerson },
  );
}

function enroll(userId: string, clip: readonly Sample[]): Reference[] {
  const { kept = [] } = choose(clip);
  return kept.map((index) => ({ userId, templateId: `${userId} ${index}`, template: clip[index]!.template }));
}

/** One attempt with the frames from `start` on: who is let in, and after how many frames. */
function signIn(gallery: readonly Reference[], samples: readonly Sample[], start: number) {
  const people = new Set(gallery.map(({ userId }) => userId)).size;
  const { threshold } = chooseThreshold(calibration, { targetFmr: 1e-4, people });
  const rule = { threshold, margin: calibration.margin };
  const templates = gallery.map(({ template }) => template);
  let state = initialDecision();
  const frames = Math.min(ATTEMPT_FRAMES, Math.floor((samples.length - start) / POLL));
  for (let frame = 0; frame < frames; frame++) {
    const { observation, template } = samples[start + frame * POLL]!;
    const scores = lbph.compareAll(template, templates);
    const candidates = gallery
      .map(({ userId, templateId }, index) => ({ userId, templateId, score: scores[index]! }))
      .sort((a, b) => b.score - a.score);
    const step = decide(state, { ...observation, candidates }, `${frame}`, rule);
    state = step.state;
    if (step.verdict.kind === 'accept') return { userId: step.verdict.userId, frames: frame + 1 };
  }
  return { userId: undefined, frames };
}

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;
const why = 'missing' in found ? found.missing : '';

describeIf(clips, 'recognition from clips', why, () => {
  const samples = {} as Record<ClipName, Sample[]>;

  beforeAll(async () => {
    const pipeline = await openPipeline(findModels());
    for (const [who, file] of Object.entries(clips as Clips) as [ClipName, string][]) {
      samples[who] = await samplesOf(who, file, pipeline);
    }
    await pipeline.release();
  }, 120_000);

  const starts = (who: ClipName, step: number) =>
    Array.from({ length: Math.ceil((samples[who].length - CLIP_FRAMES) / step) }, (_, index) => index * step);

  test('a clip of one person can be enrolled, also while they move and talk', () => {
    for (const who of ['cap12_edit', 'cap13_edit2', 'franck'] as const) {
      const choices = starts(who, 4).map((start) => choose(samples[who].slice(start, start + CLIP_FRAMES)));
      expect(choices.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
    }
  });

  test('who is enrolled in one sitting is let in in the other within seven frames, wherever either begins', () => {
    const [first, second] = [samples.cap12_edit, samples.cap13_edit2];
    for (const start of starts('cap12_edit', 16)) {
      const gallery = [
        ...enroll('the man', first.slice(start, start + CLIP_FRAMES)),
        ...enroll('franck', samples.franck.slice(0, CLIP_FRAMES)),
      ];
      for (const begin of starts('cap13_edit2', 16)) {
        const { userId, frames } = signIn(gallery, second, begin);
        expect(userId).toBe('the man');
        expect(frames).toBeLessThanOrEqual(7);
      }
    }
  });

  test('a stranger is not let in, however long they look', () => {
    const gallery = [
      ...enroll('the man', samples.cap12_edit.slice(0, CLIP_FRAMES)),
      ...enroll('the man', samples.cap13_edit2.slice(0, CLIP_FRAMES)),
    ];
    expect(gallery.length).toBeGreaterThanOrEqual(5);
    for (const begin of [0, 1, 2]) expect(signIn(gallery, samples.franck, begin).userId).toBeUndefined();
    const other = enroll('franck', samples.franck.slice(0, CLIP_FRAMES));
    expect(signIn(other, samples.cap12_edit, 0).userId).toBeUndefined();
    expect(signIn(other, samples.cap13_edit2, 0).userId).toBeUndefined();
  });

  test('a bystander in the clip is never enrolled', () => {
    for (const strangers of [1, 2, 4, 5, 8, 12]) {
      for (const start of starts('cap12_edit', 12)) {
        const clip = samples.cap12_edit.slice(start, start + CLIP_FRAMES);
        for (let i = 0; i < strangers; i++) clip[(i * 7 + start) % CLIP_FRAMES] = samples.franck[start + i]!;
        const { kept, problem } = choose(clip);
        if (strangers > 4) expect(problem).toBe('several-people');
        for (const index of kept ?? []) expect(clip[index]!.who).toBe('cap12_edit');
      }
    }
  });
});
