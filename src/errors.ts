/**
 * Every error that a person may see, as a code and its facts. The catalogues have the words under `error.<code>`.
 * `http/status.ts` chooses the HTTP status.
 */
import type { MessageKey, Vars } from './i18n/index.ts';

export type ErrorCode =
  | 'bad-request'
  | 'invalid-form'
  | 'image.empty'
  | 'image.too-large'
  | 'image.type'
  | 'media-type'
  | 'image.damaged'
  | 'image.dimensions'
  | 'image.animated'
  | 'image.depth'
  | 'frame-missing'
  | 'name-needed'
  | 'too-many-frames'
  | 'not-signed-in'
  | 'password-needed'
  | 'passkey-needed'
  | 'other-person'
  | 'other-link'
  | 'unknown-device'
  | 'passkey-invalid'
  | 'passkey-last'
  | 'passkey-refused'
  | 'sign-in-over'
  | 'forbidden-origin'
  | 'unknown-address'
  | 'insecure'
  | 'https-lost'
  | 'registration-closed'
  | 'invite-invalid'
  | 'reset-invalid'
  | 'not-found'
  | 'method-not-allowed'
  | 'last-admin'
  | 'too-large'
  | 'too-fast'
  | 'throttled'
  | 'busy'
  | 'unavailable'
  | 'database'
  | 'no-kiosk'
  | 'pin-wrong'
  | 'key-needed'
  | 'key-address'
  | 'key-scope'
  | 'rate-limited'
  | 'idempotency-mismatch'
  | 'idempotency-running'
  | 'name-taken'
  | 'record-voided'
  | 'no-face'
  | 'several-faces'
  | 'picture-refused'
  | 'too-many-pictures'
  | 'administrator'
  | 'internal';

/** An error that a person sees. Its cause goes to the log only. */
export class AppError extends Error {
  override readonly name = 'AppError';
  /** Facts for the text. */
  readonly vars: Vars;
  /** Seconds after which another try makes sense, if known. */
  readonly retryAfter: number | undefined;
  /** Path of the page on which the person solves it, where the code alone does not tell. */
  readonly solvedAt: string | undefined;

  constructor(
    readonly code: ErrorCode,
    options: { vars?: Vars; retryAfter?: number; solvedAt?: string; cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.vars = options.vars ?? {};
    this.retryAfter = options.retryAfter;
    this.solvedAt = options.solvedAt;
  }
}

/** Maps the name of a field to the key of its error text. */
export type FieldErrors = Record<string, MessageKey>;
