/**
 * Why a sign-in attempt did not sign anybody in, for the administrator alone. Pure: a list and what it means.
 * - `no-picture`: the camera showed nothing; `replayed`: only pictures of an earlier attempt; `no-usable-frame`: none
 *   that could be judged; `too-few-frames`: it ended before the first decision.
 * - `unknown-name`: nobody has the name that was given first. `nobody` to `not-live`: what the last decision found.
 * - `challenge-failed`: another movement than the one asked for; `challenge-unfinished`: not all were made in time.
 * - `account-disabled`, `face-off`, `face-removed`: recognised, but the account does not let the face in (any more).
 * - `turned-by-another`: recognised, but the movements were made by another face. `unknown-device`: recognised, but not
 *   on a device that this account knows.
 */
export const REASONS = [
  'no-picture',
  'replayed',
  'no-usable-frame',
  'too-few-frames',
  'unknown-name',
  'nobody',
  'unknown-face',
  'not-clear',
  'not-live',
  'challenge-failed',
  'challenge-unfinished',
  'account-disabled',
  'face-off',
  'face-removed',
  'turned-by-another',
  'unknown-device',
] as const;

export type Reason = (typeof REASONS)[number];
/** A face that was recognised, and why its account did not let it in. */
export type Withheld = Extract<
  Reason,
  'account-disabled' | 'face-off' | 'face-removed' | 'turned-by-another' | 'unknown-device'
>;
