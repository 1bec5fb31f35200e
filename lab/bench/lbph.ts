/**
 * Times the search for the nearest template of an LBPH gallery: ours beside OpenCV's own
 * `LBPHFaceRecognizer.predict`, on the same crops in one run. Both times are of the whole way from a grey crop to the
 * name.
 */
import { seededRandom } from '../../src/biometrics/random.ts';
import { findModels } from '../../src/vision/models/models.ts';
import { loadOpenCv, type Mat, type OpenCv, opencvProblem } from '../../src/vision/recognizers/lbph/addon.ts';
import type { Grey } from '../../src/vision/recognizers/lbph/codes.ts';
import { CROP, createLbph, lbphDistance, lbphTemplate } from '../../src/vision/recognizers/lbph/lbph.ts';
import { type Figures, figuresOf, rounded, say } from './figures.ts';

/**
 * `ratio`: OpenCV's median over ours. `sameAnswers`: both find the same nearest, and their distances agree to one part
 * in a million.
 */
export type LbphResult = {
  templates: number;
  ours: Figures;
  opencv?: Figures;
  ratio?: number;
  sameAnswers?: boolean;
};

type Answer = { label: number; distance: number };
/** Finds the nearest of a gallery. @param probe number of the crop among the probes. */
type Way = (probe: number) => Answer;

const PROBES = 60;
/** Probes that are not counted: the compiler warms up, and our index inverts its lists at the first search. */
const WARM_UP = 10;
const GRAINS = [4, 12];
const SWING = 60;
const SAME = 1e-6;

/** Adds smooth noise: a random value every `grain` pixels, and a linear blend between them. */
function addNoise(sum: Float32Array, grain: number, random: () => number): void {
  const side = Math.ceil(CROP.width / grain) + 2;
  const knots = Float32Array.from({ length: side * side }, () => (random() - 0.5) * SWING);
  for (let at = 0; at < sum.length; at++) {
    const [x, y] = [(at % CROP.width) / grain, Math.floor(at / CROP.width) / grain];
    const knot = Math.floor(y) * side + Math.floor(x);
    const [right, down] = [x % 1, y % 1];
    const upper = knots[knot]! * (1 - right) + knots[knot + 1]! * right;
    const lower = knots[knot + side]! * (1 - right) + knots[knot + side + 1]! * right;
    sum[at]! += upper * (1 - down) + lower * down;
  }
}

/**
 * A made-up crop for each seed. It fills 2,400 bins and shares 1,550 with another one; real faces have 2,490 and 1,430.
 */
function cropOf(seed: number): Grey {
  const sum = new Float32Array(CROP.width * CROP.height);
  const random = seededRandom(seed);
  for (const grain of GRAINS) addNoise(sum, grain, random);
  return { ...CROP, data: Uint8Array.from(sum, (value) => Math.max(0, Math.min(255, Math.round(128 + value)))) };
}

function ours(crops: readonly Grey[], probes: readonly Grey[]): Way {
  const index = createLbph().createIndex();
  for (const [label, crop] of crops.entries())
    index.put(`${label}`, [{ templateId: '', template: lbphTemplate(crop) }]);
  return (probe) => {
    const [best] = index.search(lbphTemplate(probes[probe]!), 1);
    return { label: Number(best!.userId), distance: lbphDistance(best!.score) };
  };
}

function opencvs(cv: OpenCv, crops: readonly Grey[], probes: readonly Grey[]): Way {
  const toMat = ({ width, height, data }: Grey): Mat => new cv.Mat(Buffer.from(data), height, width, cv.CV_8UC1);
  const recognizer = new cv.LBPHFaceRecognizer();
  recognizer.train(
    crops.map(toMat),
    crops.map((_, label) => label),
  );
  const mats = probes.map(toMat);
  return (probe) => {
    const { label, confidence } = recognizer.predict(mats[probe]!);
    return { label, distance: confidence };
  };
}

/** Asks all ways in turn, so that other work on the machine slows them alike. */
function alternate(ways: readonly Way[]): { times: number[][]; answers: Answer[][] } {
  const times: number[][] = ways.map(() => []);
  const answers: Answer[][] = ways.map(() => []);
  for (let probe = 0; probe < PROBES; probe++) {
    for (const [which, way] of ways.entries()) {
      const start = performance.now();
      answers[which]!.push(way(probe));
      if (probe >= WARM_UP) times[which]!.push(performance.now() - start);
    }
  }
  return { times, answers };
}

function isSame(a: Answer, b: Answer): boolean {
  return a.label === b.label && Math.abs(a.distance / b.distance - 1) < SAME;
}

function measure(templates: number, cv: OpenCv | undefined): LbphResult {
  const crops = Array.from({ length: templates }, (_, seed) => cropOf(seed));
  const probes = Array.from({ length: PROBES }, (_, probe) => cropOf(templates + probe));
  const { times, answers } = alternate([ours(crops, probes), ...(cv ? [opencvs(cv, crops, probes)] : [])]);
  const mine = figuresOf(times[0]!);
  if (!cv) return { templates, ours: mine };
  const opencv = figuresOf(times[1]!);
  const sameAnswers = answers[0]!.every((answer, probe) => isSame(answer, answers[1]![probe]!));
  return { templates, ours: mine, opencv, ratio: rounded(opencv.p50 / mine.p50), sameAnswers };
}

/**
 * Times searches for the nearest. It times OpenCV, too, where this process can load it: on Node, with the addon built.
 * OpenCV takes 64 KiB of memory for each template. Elsewhere a line says how to get the comparison.
 * @param templates sizes of galleries.
 */
export async function benchLbph(templates: number[]): Promise<LbphResult[]> {
  const packages = findModels();
  const comparable = opencvProblem(packages) === undefined;
  if (!comparable) {
    say(
      "To time OpenCV's own search beside it: npm run opencv:build, npm run start:node (it makes dist/), then node dist/lab/cli.js bench search --recognizer lbph",
    );
  }
  const cv = comparable ? loadOpenCv(packages) : undefined;
  return templates.map((size) => measure(size, cv));
}
