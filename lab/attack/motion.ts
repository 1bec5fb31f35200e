/** How an attacker moves a picture before a camera: at random, or as the page asks. A seed repeats it. */
import type { Move } from '../../src/biometrics/session/challenge.ts';
import type { Hold } from './rays.ts';

export const STRATEGIES = ['waving', 'following'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What the attacker knows when a frame is taken: the page has asked for `asked` for `since` frames. */
export type Moment = { seconds: number; asked?: Move | undefined; since: number };
/** Says how the picture is held. It is called once for each frame, in order. */
export type Attacker = (moment: Moment) => Hold;

/** Degrees of yaw and pitch together. The detector hardly finds a face in a picture that is tilted further. */
const TILT_MAX = 50;
/** Frames until an attacker who follows has read what is asked, and begins to move. */
const READING = 2;
/** The part of the way to the tilt that is left after a frame. */
const LAG = 0.4;
const TOWARDS: Record<Move, [yaw: number, pitch: number]> = { left: [1, 0], right: [-1, 0], up: [0, -1], down: [0, 1] };

function between(random: () => number, low: number, high: number): number {
  return low + (high - low) * random();
}

/** A smooth course between -1 and 1 that reaches both and does not repeat soon: a sine that hurries and tarries. */
function course(random: () => number): (seconds: number) => number {
  const [hertz, other] = [between(random, 0.08, 0.5), between(random, 0.05, 0.3)];
  const [phase, second] = [2 * Math.PI * random(), 2 * Math.PI * random()];
  return (seconds) =>
    Math.sin(2 * Math.PI * hertz * seconds + phase + 1.5 * Math.sin(2 * Math.PI * other * seconds + second));
}

/**
 * A hand that wanders.
 * @param most how far it does, for each part of a {@link Hold}; `distance` as a part of itself.
 */
function wandering(random: () => number, most: Hold): (seconds: number) => Hold {
  const [yaw, pitch, roll, distance, x, y] = Array.from({ length: 6 }, () => course(random));
  return (seconds) => ({
    yaw: most.yaw * yaw!(seconds),
    pitch: most.pitch * pitch!(seconds),
    roll: most.roll * roll!(seconds),
    distance: 1 + most.distance * distance!(seconds),
    x: most.x * x!(seconds),
    y: most.y * y!(seconds),
  });
}

/** Keeps yaw and pitch together within {@link TILT_MAX}. */
function within(hold: Hold): Hold {
  const part = Math.min(1, TILT_MAX / Math.max(Math.hypot(hold.yaw, hold.pitch), 1e-9));
  return { ...hold, yaw: hold.yaw * part, pitch: hold.pitch * part };
}

function waving(random: () => number): Attacker {
  const most = { yaw: between(random, 15, TILT_MAX), pitch: between(random, 5, TILT_MAX), roll: 15 };
  const wander = wandering(random, { ...most, distance: 0.2, x: 60, y: 35 });
  return ({ seconds }) => within(wander(seconds));
}

/**
 * Holds the picture straight until the page asks for a movement, then tilts it that way and holds it so, as hands can.
 */
function following(random: () => number): Attacker {
  const wander = wandering(random, { yaw: 4, pitch: 4, roll: 4, distance: 0.08, x: 20, y: 12 });
  const strength = course(random);
  const tilt = between(random, 20, TILT_MAX);
  let [yaw, pitch] = [0, 0];
  return ({ seconds, asked, since }) => {
    const [across, down] = asked && since >= READING ? TOWARDS[asked] : [0, 0];
    const goal = tilt * (0.85 + 0.15 * strength(seconds));
    yaw = across * goal + (yaw - across * goal) * LAG;
    pitch = down * goal + (pitch - down * goal) * LAG;
    const hand = wander(seconds);
    return within({ ...hand, yaw: hand.yaw + yaw, pitch: hand.pitch + pitch });
  };
}

/** @param random 0 to 1. The attacker draws all habits from it at once. */
export function attackerOf(strategy: Strategy, random: () => number): Attacker {
  return { waving, following }[strategy](random);
}
