/**
 * LBPH by OpenCV itself, through its addon, on Node: OpenCV's grey, OpenCV's histograms, OpenCV's distance. Templates
 * and scores equal those of `lbph.ts`, so nobody has to enroll again after a switch between the two
 * (docs/adr/0004-lbph-by-opencv.md).
 */
import { createFlatIndex } from '../flat-index.ts';
import type { AlignedFace, Recognizer } from '../recognizer.ts';
import { loadOpenCv, type OpenCv } from './addon.ts';
import {
  CELL_PIXELS,
  decodeTemplate,
  encodeTemplate,
  LBPH_VERSION,
  type LbphTemplate,
  sparseTemplate,
} from './bytes.ts';
import { BINS } from './codes.ts';
import { CROP, LBPH_DOUBLE, lbphScore } from './lbph.ts';
import { openScratch, readCounts, type Scratch } from './model.ts';

/** OpenCV multiplies a histogram by this to divide it by its pixels. So the shares equal OpenCV's to the last bit. */
const SHARE = Math.fround(1 / CELL_PIXELS);

/** Makes the template of a face with `LBPHFaceRecognizer.train`. */
function createExtractor(cv: OpenCv, scratch: Scratch): (face: AlignedFace) => LbphTemplate {
  const recognizer = new cv.LBPHFaceRecognizer();
  const region = new cv.Rect(CROP.left, CROP.top, CROP.width, CROP.height);
  return ({ width, height, data }) => {
    const face = new cv.Mat(Buffer.from(data), height, width, cv.CV_8UC3);
    recognizer.train([face.cvtColor(cv.COLOR_RGB2GRAY).getRegion(region).copy()], [0]);
    recognizer.save(scratch.path);
    return sparseTemplate(readCounts(scratch.take()));
  };
}

/** Scores by `compareHist`, which `LBPHFaceRecognizer.predict` calls for each of its templates. */
function createCompareAll(cv: OpenCv): Recognizer<LbphTemplate>['compareAll'] {
  const shares = new Float32Array(BINS);
  const bytes = Buffer.from(shares.buffer);
  const [probe, reference] = [new cv.Mat(1, BINS, cv.CV_32FC1), new cv.Mat(1, BINS, cv.CV_32FC1)];

  const histogramOf = (into: typeof probe, { bins, counts }: LbphTemplate) => {
    shares.fill(0);
    for (let i = 0; i < bins.length; i++) shares[bins[i]!] = counts[i]! * SHARE;
    into.setData(bytes);
    return into;
  };
  return (template, references) => {
    histogramOf(probe, template);
    return Float64Array.from(references, (each) =>
      lbphScore(probe.compareHist(histogramOf(reference, each), cv.HISTCMP_CHISQR_ALT)),
    );
  };
}

/**
 * Loads OpenCV into this thread.
 * @param packagesDir folder of the installed packages, see `findModels`.
 * @throws {Error} in one line, when OpenCV cannot be used; see `opencvProblem`.
 */
export function openLbphByOpenCv(packagesDir: string): Recognizer<LbphTemplate> {
  const cv = loadOpenCv(packagesDir);
  const scratch = openScratch();
  const compareAll = createCompareAll(cv);
  return {
    id: 'lbph',
    version: LBPH_VERSION,
    combines: 'best',
    double: LBPH_DOUBLE,
    extract: createExtractor(cv, scratch),
    compare: (a, b) => compareAll(a, [b])[0]!,
    compareAll,
    encode: encodeTemplate,
    decode: decodeTemplate,
    createIndex: () => createFlatIndex(compareAll),
    release: async () => scratch.close(),
  };
}
