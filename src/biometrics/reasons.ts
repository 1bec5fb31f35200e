/**
 * Why a sign-in attempt did not sign anybody in, for the administrator alone. Pure.
 * - `no-picture`: the camera sent nothing. `replayed`: only pictures of an earlier attempt. `no-usable-frame`: no frame
 *   could be judged. `too-few-frames`: the attempt ended before the first decision.
 * - `unknown-name`: nobody has the user name. `nobody` to `not-live`: the refusal of the last decision.
 * - `challenge-failed`: a wrong movement. `challenge-unfinished`: not all movements came in time.
 * - `account-disabled`, `face-off`, `face-removed`: recognised, but the account does not allow the face (any more).
 * - `turned-by-another`: recognised, but another face made the movements. `unknown-device`: recognised, but not on a
 *   device that this account knows.
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
/** Why an account did not let in a face that was recognised. */
export type Withheld = Extract<
  Reason,
  'account-disabled' | 'face-off' | 'face-removed' | 'turned-by-another' | 'unknown-device'
>;
