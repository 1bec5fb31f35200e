import { describe, expect, test } from 'bun:test';
import { seededRandom } from '../../../src/biometrics/random.ts';
import type { Frame } from '../../../src/vision/protocol.ts';
import { drawnFace } from '../../../test/helpers/camera/mesh.ts';
import { readFaceMovementArgs } from './command.ts';
import { cutOut } from './cutout.ts';
import { measurePerson } from './measure.ts';
import type { Person, Shot } from './person.ts';
import { faceMovementReport } from './report.ts';

const shot = (mesh: number[], index: number): Shot => ({ mesh, points: [], index });
const rest = shot(drawnFace(), 0);
const eyes = shot(drawnFace({ eyes: 0.04 }), 1);
const mouth = shot(drawnFace({ mouth: 0.3 }), 2);
const sample = { file: 'a.mp4', path: '/a.mp4', label: 'real', clip: true } as const;
const person: Person = { sample, frames: [rest, rest, rest, eyes], rest: [rest], eyes: [eyes], mouth: [mouth] };

/** A picture of one colour, and 68 points of a face in it. */
function picture(value: number): Frame {
  return { width: 100, height: 100, data: new Uint8Array(100 * 100 * 3).fill(value) };
}
const points = Array.from({ length: 136 }, () => 0);
for (const [index, x, y] of [
  [36, 20, 30],
  [39, 40, 30],
  [42, 60, 30],
  [45, 80, 30],
  [48, 35, 70],
  [54, 65, 70],
] as const) {
  points[index * 2] = x;
  points[index * 2 + 1] = y;
}

describe('the challenge of eyes and mouth, measured', () => {
  test('a person who does as asked passes mostly, a clip with blinks alone never', async () => {
    const result = await measurePerson(person, 50, seededRandom(1));
    expect(result.asked!.passed.rate).toBeGreaterThan(0.8);
    expect(result.asked!.seconds).toBeGreaterThan(4);
    expect(result.recording.passed.hits).toBe(0);
    expect(faceMovementReport({ people: [result], tries: 50, seed: 1 })).toContain('| a.mp4 |');
  });

  test('the same seed gives the same, and nobody is asked for what the clip does not show', async () => {
    const twice = [await measurePerson(person, 20, seededRandom(7)), await measurePerson(person, 20, seededRandom(7))];
    expect(twice[0]).toEqual(twice[1]!);
    expect((await measurePerson({ ...person, mouth: [] }, 5, seededRandom(1))).asked).toBeUndefined();
  });

  test('a hole shows what is behind the photograph, and nothing else of it', () => {
    const photo = picture(10);
    const cut = cutOut(photo, points, { frame: picture(200), points }, ['eyes']);
    const at = (frame: Frame, x: number, y: number) => frame.data[(y * 100 + x) * 3];
    expect([at(cut, 30, 30), at(cut, 70, 30)]).toEqual([200, 200]);
    expect([at(cut, 50, 30), at(cut, 50, 78), at(cut, 30, 60)]).toEqual([10, 10, 10]);
    expect(at(photo, 30, 30)).toBe(10);
    expect(at(cutOut(photo, points, { frame: picture(200), points }, ['eyes', 'mouth']), 50, 76)).toBe(200);
  });

  test('the command says what it misses', () => {
    expect(() => readFaceMovementArgs([])).toThrow('--clips DIR');
    expect(() => readFaceMovementArgs(['--clips', 'x', '--photo-tries', '0'])).toThrow('--photo-tries');
  });
});
