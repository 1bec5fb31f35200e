/** An administrator at the self-test, before a camera that sees what a test sets. */

import { type LivenessPolicy, PASSIVE_RULE } from '../../../src/biometrics/liveness.ts';
import type { Observation } from '../../../src/biometrics/observation.ts';
import type { Move } from '../../../src/biometrics/session/challenge.ts';
import { livenessTrials } from '../../../src/db/schema.ts';
import type { Deps } from '../../../src/deps.ts';
import { adminAt } from '../site/admin.ts';
import { type TestClock, testDeps } from '../site/deps.ts';
import { openSite, type Visitor } from '../site/site.ts';
import { head, POSES, seen } from './head.ts';

export const PAGE = '/admin/self-test';
export const FRAME = `${PAGE}/frame`;

/** What is before the camera. A test may change it between frames. */
type Scene = {
  pose: Move | 'front';
  passive?: number;
  problem?: Observation['problem'];
  among: (readonly string[] | undefined)[];
};
export type Stage = {
  deps: Deps & { clock: TestClock };
  admin: Visitor;
  scene: Scene;
  site: ReturnType<typeof openSite>;
};

export const BOTH: LivenessPolicy = { challenge: true, passive: PASSIVE_RULE };
export const MOVEMENTS: LivenessPolicy = { challenge: true };
export const NETWORKS: LivenessPolicy = { challenge: false, passive: PASSIVE_RULE };

function observed({ pose, passive, problem }: Scene): Observation {
  const face = {
    box: { x: 0, y: 0, width: 200, height: 200 },
    score: 1,
    pose: { yaw: 0, pitch: 0, roll: 0 },
    quality: { brightness: 128, contrast: 50, sharpness: 200 },
    points: seen(head(), ...POSES[pose]),
  };
  const frame = { width: 640, height: 480 };
  if (problem) return { frame, faces: 0, problem, candidates: [] };
  return { frame, faces: 1, face, ...(passive !== undefined && { liveness: { passive } }), candidates: [] };
}

export async function stage(liveness: LivenessPolicy): Promise<Stage> {
  const scene: Scene = { pose: 'front', among: [] };
  const vision = {
    observe: async (_: Uint8Array, { among }: { among?: readonly string[] }) => {
      scene.among.push(among);
      return observed(scene);
    },
    status: () => ({ state: 'ready', people: 0, templates: 0 }),
  };
  const deps = await testDeps({ vision: vision as unknown as Deps['vision'], liveness });
  const site = openSite(deps);
  const admin = site.visitor();
  await adminAt(admin);
  return { deps, admin, scene, site };
}

let frameNumber = 0;
type Sent = { begin?: string; wait?: number; bytes?: Uint8Array<ArrayBuffer>; by?: Visitor };
export async function send({ deps, admin }: Stage, { begin, wait = 400, bytes, by = admin }: Sent = {}) {
  deps.clock.forward(wait);
  const form = new FormData();
  const image = bytes ?? new Uint8Array([++frameNumber & 255, frameNumber >> 8, 5]);
  form.set('frame', new Blob([image], { type: 'image/jpeg' }), 'frame.jpg');
  if (begin !== undefined) {
    form.set('begin', '1');
    form.set('kind', begin);
  }
  const response = await by.post(FRAME, form, { 'HX-Request': 'true' });
  const text = await response.text();
  const move = /data-move="(\w+)"/.exec(text)?.[1] as Move | undefined;
  return { status: response.status, text, move, verdict: /data-verdict="(\w+)"/.exec(text)?.[1], response };
}

/** Runs a trial to its end. `does`: the pose for the asked movement, by the number of its frame. */
export async function attempt(
  on: Stage,
  kind: string,
  does: (move: Move, frame: number) => Move | 'front' = () => 'front',
) {
  on.scene.pose = 'front';
  let answer = await send(on, { begin: kind });
  let [asked, since] = [undefined as Move | undefined, 0];
  for (let i = 0; i < 120 && answer.verdict === undefined && answer.status === 200; i++) {
    since = answer.move === asked ? since + 1 : 0;
    asked = answer.move;
    on.scene.pose = asked ? does(asked, since) : 'front';
    answer = await send(on, { wait: asked ? 400 : 2000 });
  }
  return answer;
}
/** Reads for one frame, then makes the movement. */
export const obeys = (move: Move, frame: number) => (frame > 0 ? move : 'front');
export const OTHER: Record<Move, Move> = { left: 'right', right: 'left', up: 'down', down: 'up' };

export async function trials({ deps }: Stage) {
  return deps.db.select().from(livenessTrials);
}
