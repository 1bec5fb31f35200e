/** Which changes make a sign-in weaker, or destroy what is kept. An administrator confirms them with the password. Pure. */

/** Values from the weakest to the strongest. */
const ORDERED: Record<string, readonly string[]> = {
  FACELOGIN_LIVENESS: ['off', 'passive', 'challenge', 'strict'],
  FACELOGIN_FACE_DEVICES: ['any', 'known'],
  FACELOGIN_IDENTIFICATION: ['always', 'auto', 'never'],
  FACELOGIN_DUPLICATE_FACES: ['allow', 'warn', 'refuse'],
};

/** Days that something is kept; 0 is for ever. */
function daysOf(text: string): number {
  return Number(text) || Number.POSITIVE_INFINITY;
}

/** Each other value of the second factor asks less of somebody, apart from these. */
function asksNoLess(before: string, now: string): boolean {
  return before === 'off' || now === 'all';
}

/** @param name of the setting in the environment. */
export function isWeaker(name: string, before: string, now: string): boolean {
  if (before === now) return false;
  if (name === 'FACELOGIN_TARGET_FMR') return Number(now) > Number(before);
  if (name === 'FACELOGIN_SECOND_FACTOR') return !asksNoLess(before, now);
  if (name === 'FACELOGIN_AUDIT_DAYS') return daysOf(now) < daysOf(before);
  const order = Object.hasOwn(ORDERED, name) ? ORDERED[name]! : [];
  return order.indexOf(now) < order.indexOf(before);
}
