/**
 * Recognition from end to end without a browser: clips of one man in two recordings, and of another person. They go
 * through detection, alignment, both recognizers, the choice of templates, the calibrated threshold and the decisions.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chooseTemplates, type Enrollee, type TemplateChoice } from '../src/biometrics/consistency.ts';
import { DECISION_FRAMES, decide, initialDecision } from '../src/biometrics/decision.ts';
import type { Observation } from '../src/biometrics/observation.ts';
import { chooseThreshold } from '../src/biometrics/threshold.ts';
import { findModels } from '../src/vision/models/models.ts';
import { normalizeFrame } from '../src/vision/pipeline/normalize.ts';
import { openPipeline, type Pipeline } from '../src/vision/pipeline/pipeline.ts';
import { calibrationOf } from '../src/vision/recognizers/calibration.ts';
import type { AlignedFace, Index, Recognizer } from '../src/vision/recognizers/recognizer.ts';
import { openRecognizer } from '../src/vision/recognizers/registry.ts';
import { jpegsOf } from './helpers/browser/member.ts';
import { type ClipName, type Clips, findClips } from './helpers/camera/clips.ts';
import { describeIf } from './helpers/need.ts';

/** A usable frame of a clip. `at`: its number in the clip. */
type Look = { at: number; observation: Observation; aligned: AlignedFace };
type Sample = { at: number; who: ClipName; observation: Observation; face: Enrollee; template: unknown };

/** Takes every fourth of 30 frames a second: 7.5, about the rate of an enrollment clip. */
const EVERY = 4;
const CLIP_FRAMES = 24;
/** Every third of those is one of a sign-in, whose frames are 400 ms apart. */
const POLL = 3 * EVERY;
/** Usable frames after which no decision comes any more. */
const ATTEMPT_FRAMES = DECISION_FRAMES.at(-1)!;
/** Usable frames of each recording that follow each other: several enrollments. */
const SUCCESSIVE = { cap12_edit: 40, cap13_edit2: 32, franck: 28 };
/** Frames of a sign-in that the stranger's recording has from its first frame on: a whole attempt. */
const ALONE = { cap12_edit: 0, cap13_edit2: 0, franck: ATTEMPT_FRAMES };
/** Usable frames within which the man of the other recording is accepted. Decisions come after 2, 4, 8 … of them. */
const ACCEPTED_WITHIN = { embedding: 2, lbph: 8 };

/** The frames of a sign-in that begins with the first of these. */
function polled<Frame extends { at: number }>(frames: readonly Frame[]): Frame[] {
  return frames.filter(({ at }) => (at - frames[0]!.at) % POLL === 0).slice(0, ATTEMPT_FRAMES);
}

/** Looks at frames that follow each other, and after them at those of a sign-in alone. */
async function looksAt(who: ClipName, file: string, pipeline: Pipeline): Promise<Look[]> {
  const looks: Look[] = [];
  for (const [at, jpeg] of jpegsOf(file).entries()) {
    const successive = looks.length < SUCCESSIVE[who];
    if (!successive && polled(looks).length >= ALONE[who]) break;
    if (at % (successive ? EVERY : POLL) !== 0) continue;
    const { observation, aligned } = await pipeline.look(await normalizeFrame(jpeg));
    if (!observation.problem && aligned) looks.push({ at, observation, aligned });
  }
  return looks;
}

async function samplesOf(who: ClipName, looks: readonly Look[], recognizer: Recognizer): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const { at, observation, aligned } of looks) {
    samples.push({ at, who, observation, face: observation.face!, template: await recognizer.extract(aligned) });
  }
  return samples;
}

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;
const why = 'missing' in found ? found.missing : '';

describeIf(clips, 'recognition from clips', why, () => {
  const looks = {} as Record<ClipName, Look[]>;
  beforeAll(async () => {
    const pipeline = await openPipeline(findModels());
    for (const [who, file] of Object.entries(clips as Clips) as [ClipName, string][]) {
      looks[who] = await looksAt(who, file, pipeline);
    }
    await pipeline.release();
  }, 240_000);
  for (const id of ['embedding', 'lbph'] as const) describe(id, () => recognitionTests(id, looks));
});

function recognitionTests(id: 'embedding' | 'lbph', looks: Record<ClipName, Look[]>) {
  const samples = {} as Record<ClipName, Sample[]>;
  const calibration = calibrationOf(id);
  let recognizer: Recognizer;

  beforeAll(async () => {
    recognizer = await openRecognizer(id, findModels());
    for (const [who, seen] of Object.entries(looks) as [ClipName, Look[]][]) {
      samples[who] = await samplesOf(who, seen, recognizer);
    }
  }, 240_000);
  afterAll(() => recognizer?.release?.());

  const starts = (who: ClipName, step: number) =>
    Array.from({ length: Math.floor((SUCCESSIVE[who] - CLIP_FRAMES) / step) + 1 }, (_, index) => index * step);

  function choose(clip: readonly Sample[]): TemplateChoice {
    const templates = clip.map(({ template }) => template);
    const scores = templates.flatMap((template) => [...recognizer.compareAll(template, templates)]);
    const faces = clip.map(({ face }) => face);
    return chooseTemplates(faces, scores, { samePerson: calibration.samePerson });
  }

  function galleryOf(people: Record<string, readonly Sample[]>): Index {
    const index = recognizer.createIndex();
    for (const [userId, clip] of Object.entries(people)) {
      const { kept = [] } = choose(clip);
      index.put(
        userId,
        kept.map((at) => ({ templateId: `${userId} ${at}`, template: clip[at]!.template })),
      );
    }
    return index;
  }

  /** Runs one attempt from the first frame on. @returns who is accepted, and after how many frames. */
  function signIn(gallery: Index, frames: readonly Sample[]) {
    const { people } = gallery.counts();
    const { threshold } = chooseThreshold(calibration, { targetFmr: 1e-4, people });
    const rule = { threshold, margin: calibration.margin };
    let state = initialDecision();
    const attempt = polled(frames);
    for (const [frame, { observation, template }] of attempt.entries()) {
      const step = decide(state, { ...observation, candidates: gallery.search(template, 3) }, { id: `${frame}` }, rule);
      state = step.state;
      if (step.verdict.kind === 'accept') return { userId: step.verdict.userId, frames: frame + 1 };
    }
    return { userId: undefined, frames: attempt.length };
  }

  test('a clip of one person can be enrolled, even if they move and talk', () => {
    for (const who of ['cap12_edit', 'cap13_edit2', 'franck'] as const) {
      const choices = starts(who, 4).map((start) => choose(samples[who].slice(start, start + CLIP_FRAMES)));
      expect(choices.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
    }
  });

  test('a man who enrolled in one recording is accepted in the other, from any start', () => {
    const [first, second] = [samples.cap12_edit, samples.cap13_edit2];
    for (const start of starts('cap12_edit', 16)) {
      const gallery = galleryOf({
        'the man': first.slice(start, start + CLIP_FRAMES),
        franck: samples.franck.slice(0, CLIP_FRAMES),
      });
      for (const begin of starts('cap13_edit2', 8)) {
        const { userId, frames } = signIn(gallery, second.slice(begin));
        expect(userId).toBe('the man');
        expect(frames).toBeLessThanOrEqual(ACCEPTED_WITHIN[id]);
      }
    }
  });

  test('a stranger is never accepted, however long they look', () => {
    const gallery = galleryOf({
      'the man': samples.cap12_edit.slice(0, CLIP_FRAMES),
      'the man, later': samples.cap13_edit2.slice(0, CLIP_FRAMES),
    });
    expect(gallery.counts().templates).toBeGreaterThanOrEqual(6);
    expect(signIn(gallery, samples.franck)).toEqual({ userId: undefined, frames: ATTEMPT_FRAMES });
    const other = galleryOf({ franck: samples.franck.slice(0, CLIP_FRAMES) });
    expect(signIn(other, samples.cap12_edit).userId).toBeUndefined();
    expect(signIn(other, samples.cap13_edit2).userId).toBeUndefined();
  });

  test('a bystander in the clip is never enrolled', () => {
    for (const strangers of [1, 2, 4, 5, 8, 12]) {
      for (const start of starts('cap12_edit', 6)) {
        const clip = samples.cap12_edit.slice(start, start + CLIP_FRAMES);
        for (let i = 0; i < strangers; i++) clip[(i * 7 + start) % CLIP_FRAMES] = samples.franck[start + i]!;
        const { kept, problem } = choose(clip);
        if (strangers > 4) expect(problem).toBe('several-people');
        for (const index of kept ?? []) expect(clip[index]!.who).toBe('cap12_edit');
      }
    }
  });
}
