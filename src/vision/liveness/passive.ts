/**
 * The passive liveness cue. Two MiniFASNets (minivision-ai, Silent-Face-Anti-Spoofing) look at the face and its
 * surroundings, one nearer, one wider, for the texture, the moiré and the frame of a screen. They detect replays on
 * phones. They do not detect a good print, a mask, or a picture injected in place of the camera.
 */
import type { Box } from '../../biometrics/observation.ts';
import { LIVENESS_MODELS, loadModelFile } from '../models/models.ts';
import { withFullBlocks } from '../models/rewrite/blocks.ts';
import { withFastRectifiers } from '../models/rewrite/rectifiers.ts';
import { type Network, openNetwork } from '../models/session.ts';
import { axis } from '../pipeline/resample.ts';
import type { Frame } from '../protocol.ts';

const SIZE = 80;
const AREA = SIZE * SIZE;
/** The class of live faces; classes 0 and 2 are attacks. */
const LIVE = 1;

type Look = { network: Network; scale: number };

export type PassiveCue = {
  /** The mean of both networks, 0 (an attack) to 1 (live). */
  score(frame: Frame, box: Box): Promise<number>;
  release(): Promise<void>;
};

/**
 * Enlarges the box by `scale` around its middle, or by less when the frame is too small, and shifts it into the frame.
 * This is `CropImage` of the networks' own repository.
 */
export function surroundings(box: Box, frame: { width: number; height: number }, scale: number): Box {
  const grow = Math.min(scale, (frame.width - 1) / box.width, (frame.height - 1) / box.height);
  const [width, height] = [box.width * grow, box.height * grow];
  const inside = (start: number, length: number, end: number) => Math.min(Math.max(start, 0), end - 1 - length);
  return {
    x: inside(box.x + box.width / 2 - width / 2, width, frame.width),
    y: inside(box.y + box.height / 2 - height / 2, height, frame.height),
    width,
    height,
  };
}

/** Writes a part of the frame as the networks take it: 80x80, planes blue, green, red, 0 to 255. */
function fillInput(input: Float32Array, { width, height, data }: Frame, part: Box): void {
  const columns = axis(SIZE, width, part.x, part.width);
  const rows = axis(SIZE, height, part.y, part.height);
  // Without a function call for each pixel: with one, this loop takes longer than the networks.
  for (let y = 0, at = 0; y < SIZE; y++) {
    const upper = rows.first[y]! * width * 3;
    const lower = rows.second[y]! * width * 3;
    const down = rows.weight[y]!;
    for (let x = 0; x < SIZE; x++, at++) {
      const left = columns.first[x]! * 3 + 2;
      const right = columns.second[x]! * 3 + 2;
      const across = columns.weight[x]!;
      const ofD = down * across;
      const ofB = across - ofD;
      const ofC = down - ofD;
      const ofA = 1 - across - ofC;
      for (let channel = 0; channel < 3; channel++) {
        const above = data[upper + left - channel]! * ofA + data[upper + right - channel]! * ofB;
        const below = data[lower + left - channel]! * ofC + data[lower + right - channel]! * ofD;
        input[channel * AREA + at] = above + below;
      }
    }
  }
}

function softmax(values: Float32Array): number[] {
  const most = Math.max(...values);
  const powers = Array.from(values, (value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * Opens both networks.
 * @param folder of the model files.
 * @throws {ModelError} when a file is missing, or is not the one that was measured.
 */
export async function openPassive(folder: string): Promise<PassiveCue> {
  const looks: Look[] = [];
  for (const { file, sha256, scale } of Object.values(LIVENESS_MODELS)) {
    const bytes = await loadModelFile(folder, { file, sha256 }, 'npm run facelogin -- models fetch');
    looks.push({ network: await openNetwork(withFastRectifiers(withFullBlocks(bytes)), [1, 3, SIZE, SIZE]), scale });
  }
  return {
    async score(frame, box) {
      let sum = 0;
      for (const { network, scale } of looks) {
        fillInput(network.input, frame, surroundings(box, frame, scale));
        sum += softmax(Object.values(await network.run())[0]!)[LIVE]!;
      }
      return sum / looks.length;
    },
    async release() {
      for (const { network } of looks) await network.release();
    },
  };
}
