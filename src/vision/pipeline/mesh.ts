/**
 * Finds points of MediaPipe's mesh of 468 points, which has the lids and lips that the 68 points are too rough for. Only
 * the challenge for people who cannot turn the head needs it.
 */
import { EXPRESSION_POINTS } from '../../biometrics/session/expression.ts';
import { loadModel } from '../models/models.ts';
import { openNetwork } from '../models/session.ts';
import { convertToOnnx } from '../models/tflite/convert.ts';
import type { Frame } from '../protocol.ts';
import { type Landmarks, middleOf } from './landmarks.ts';

export type Mesher = {
  /** The points in the order of `EXPRESSION_POINTS`, x, y, x, y … in pixels of the frame. */
  find(frame: Frame, landmarks: Landmarks): Promise<number[]>;
  release(): Promise<void>;
};

const SIZE = 192;
/** The side of the network's view in distances of the eyes, and how far below the eyes its middle is. */
const VIEW = 4;
const BELOW_EYES = 0.45;
const RIGHT_EYE = [36, 39];
const LEFT_EYE = [42, 45];

/** A square of the frame: its middle, its side, and the direction of its upper edge as a unit vector. */
type View = { x: number; y: number; side: number; along: { x: number; y: number } };

/** The square around a face with level eyes. */
function viewOf(landmarks: Landmarks): View {
  const [right, left] = [middleOf(landmarks, RIGHT_EYE), middleOf(landmarks, LEFT_EYE)];
  const distance = Math.hypot(left.x - right.x, left.y - right.y) || 1;
  const along = { x: (left.x - right.x) / distance, y: (left.y - right.y) / distance };
  const drop = distance * BELOW_EYES;
  const middle = { x: (right.x + left.x) / 2 - along.y * drop, y: (right.y + left.y) / 2 + along.x * drop };
  return { ...middle, side: distance * VIEW, along };
}

/** The place in the frame of a place in the view, 0 to {@link SIZE}. */
function placeOf({ x, y, side, along }: View, across: number, down: number): { x: number; y: number } {
  const [u, v] = [(across / SIZE - 0.5) * side, (down / SIZE - 0.5) * side];
  return { x: x + u * along.x - v * along.y, y: y + u * along.y + v * along.x };
}

const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);

/** Samples the view, red, green and blue one after the other, 0 to 1. Outside of the frame its edge goes on. */
function fillInput(input: Float32Array, { width, height, data }: Frame, view: View): void {
  const plane = SIZE * SIZE;
  for (let row = 0, at = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++, at++) {
      const place = placeOf(view, column + 0.5, row + 0.5);
      const [x, y] = [within(place.x - 0.5, width - 1.001), within(place.y - 0.5, height - 1.001)];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [across, down] = [x - left, y - top];
      const first = (top * width + left) * 3;
      const below = first + width * 3;
      for (let channel = 0; channel < 3; channel++) {
        const upper = data[first + channel]! * (1 - across) + data[first + 3 + channel]! * across;
        const lower = data[below + channel]! * (1 - across) + data[below + 3 + channel]! * across;
        input[channel * plane + at] = (upper * (1 - down) + lower * down) / 255;
      }
    }
  }
}

/** @param modelsDir see `findModels`. @throws {ModelError} */
export async function openMesher(modelsDir: string): Promise<Mesher> {
  const network = await openNetwork(convertToOnnx(await loadModel('mesh', modelsDir)), [1, 3, SIZE, SIZE]);
  return {
    async find(frame, landmarks) {
      const view = viewOf(landmarks);
      fillInput(network.input, frame, view);
      const { output } = await network.run();
      // x, y and depth of each point, in pixels of the view.
      return EXPRESSION_POINTS.flatMap((index) => {
        const { x, y } = placeOf(view, output![index * 3]!, output![index * 3 + 1]!);
        return [x, y];
      });
    },
    release: network.release,
  };
}
