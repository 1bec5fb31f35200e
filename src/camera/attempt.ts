/** The row of a face sign-in attempt. */
import type { AttemptState } from '../biometrics/session/attempt.ts';
import type { loginAttempts } from '../db/schema.ts';

type Row = typeof loginAttempts.$inferSelect;
/** An attempt that goes on, or went on until a moment ago. */
export type Attempt = Omit<Row, 'state'> & { state: AttemptState };
export type Outcome = NonNullable<Row['outcome']>;
