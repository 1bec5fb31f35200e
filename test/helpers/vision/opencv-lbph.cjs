/**
 * LBPH as OpenCV computes it, for test/opencv-parity.test.ts. Node alone can load the addon, hence a process of its own:
 * `node opencv-lbph.cjs <addon> <folder> <faces> <histograms> <step>`. It reads `faces.rgb` (112x112 RGB each) from the
 * folder and writes `grey.bin` (100x98 each), `histograms.bin` (float32, 16384 for each of the first <histograms> faces)
 * and `predictions.json`: every <step>th face is in the gallery; for all others the nearest of them, and its distance.
 */
const { readFileSync, unlinkSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const [addon, folder, faces, histograms, step] = process.argv.slice(2);
const cv = require(addon);
const SIDE = 112;
const CHUNK = 20;

function greyCrops() {
  const rgb = readFileSync(join(folder, 'faces.rgb'));
  const size = SIDE * SIDE * 3;
  return Array.from({ length: Number(faces) }, (_, index) => {
    const face = new cv.Mat(Buffer.from(rgb.subarray(index * size, (index + 1) * size)), SIDE, SIDE, cv.CV_8UC3);
    return face
      .cvtColor(cv.COLOR_RGB2GRAY)
      .getRegion(new cv.Rect(6, 14, 100, 98))
      .copy();
  });
}

/** The addon shows histograms only in the model that OpenCV saves. */
function histogramsOf(crops) {
  const path = join(folder, 'model.json');
  const recognizer = new cv.LBPHFaceRecognizer();
  recognizer.train(
    crops,
    crops.map((_, index) => index),
  );
  recognizer.save(path);
  const model = JSON.parse(readFileSync(path, 'utf8'));
  unlinkSync(path);
  const { histograms: saved } = model.opencv_lbphfaces ?? model;
  return saved.map(({ data }) => Float32Array.from(data));
}

function predictions(crops) {
  const isEnrolled = (_, index) => index % Number(step) === 0;
  const gallery = crops.filter(isEnrolled);
  const recognizer = new cv.LBPHFaceRecognizer();
  recognizer.train(
    gallery,
    gallery.map((_, index) => index),
  );
  return crops
    .filter((crop, index) => !isEnrolled(crop, index))
    .map((probe) => recognizer.predict(probe))
    .map(({ label, confidence }) => ({ label, distance: confidence }));
}

const crops = greyCrops();
writeFileSync(join(folder, 'grey.bin'), Buffer.concat(crops.map((crop) => crop.getData())));
const rows = [];
for (let start = 0; start < Number(histograms); start += CHUNK) {
  rows.push(...histogramsOf(crops.slice(start, Math.min(start + CHUNK, Number(histograms)))));
}
writeFileSync(join(folder, 'histograms.bin'), Buffer.concat(rows.map((row) => Buffer.from(row.buffer))));
writeFileSync(join(folder, 'predictions.json'), JSON.stringify(predictions(crops)));
