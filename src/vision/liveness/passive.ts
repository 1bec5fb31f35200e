/**
 * The passive liveness cue: two MiniFASNets (minivision-ai, Silent-Face-Anti-Spoofing) look at the face and what is
 * around it, one nearer, one wider, for the texture, the moiré and the frame of a screen. They see replays on
 * phones; they do not see a good print, a mask or a picture fed in place of the camera.
 */
import type { Box } from '../../biometrics/observation.ts';
import { LIVENESS_MODELS, loadModelFile } from '../models/models.ts';
import { withWholeBlocks } from '../models/rewrite/blocks.ts';
import { withFastRectifiers } from '../models/rewrite/rectifiers.ts';
import { type Network, openNetwork } from '../models/session.ts';
import { axis } from '../pipeline/resample.ts';
import type { Frame } from '../protocol.ts';

const SIZE = 80;
const AREA = SIZE * SIZE;
/** Of the three classes: 0 and 2 are attacks. */
const LIVE = 1;

type Look = { network: Network; scale: number };

export type PassiveCue = {
  /** 0 (an attack) to 1 (live), the mean of both networks. */
  score(frame: Frame, box: Box): Promise<number>;
  release(): Promise<void>;
};

/**
 * The box grown by `scale` around its middle, less where the frame is too small for it, and shifted into the frame:
 * as `CropImage` of the networks' own repository has it.
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

/** The part of the frame as the networks want it: 80x80, blue, green, red, 0 to 255. */
function fillInput(input: Float32Array, { width, height, data }: Frame, part: Box): void {
  const columns = axis(SIZE, width, part.x, part.width);
  const rows = axis(SIZE, height, part.y, part.height);
  // Plain reads and plain sums: with a function for each pixel this takes longer than the networks.
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
 * @param folder of their files.
 * @throws {ModelError} when a file is missing or another than the one that was measured.
 */
export async function openPassive(folder: string): Promise<PassiveCue> {
  const looks: Look[] = [];
  for (const { file, sha256, scale } of Object.values(LIVENESS_MODELS)) {
    const bytes = await loadModelFile(folder, { file, sha256 }, 'npm run facelogin -- models fetch');
    looks.push({ network: await openNetwork(withFastRectifiers(withWholeBlocks(bytes)), [1, 3, SIZE, SIZE]), scale });
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
