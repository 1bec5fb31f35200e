/** Every error that a person may see: its code, its status. The text is `error.<code>` of the catalogues. */
import type { MessageKey, Vars } from '../i18n/index.ts';

/** Code to HTTP status (RFC 9110; 429 of RFC 6585). */
const STATUS = {
  'bad-request': 400,
  'invalid-form': 422,
  'image.empty': 422,
  'image.too-large': 413,
  'image.type': 415,
  'image.damaged': 422,
  'image.dimensions': 422,
  'image.animated': 422,
  'image.depth': 422,
  'frame-missing': 422,
  'name-needed': 422,
  'too-many-frames': 422,
  'not-signed-in': 401,
  'password-needed': 403,
  'passkey-needed': 403,
  'unknown-device': 403,
  'passkey-invalid': 422,
  'passkey-last': 409,
  'passkey-refused': 401,
  'sign-in-over': 401,
  'forbidden-origin': 403,
  insecure: 403,
  'registration-closed': 403,
  'invite-invalid': 403,
  'reset-invalid': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'last-admin': 409,
  'too-large': 413,
  'too-fast': 429,
  throttled: 429,
  busy: 503,
  unavailable: 503,
  database: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** Seconds after which a client may come again, where nothing better is known. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { 'too-fast': 1, busy: 2, unavailable: 2, database: 5 };

/** An error with an answer for the person. The cause is for the log only. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: (typeof STATUS)[ErrorCode];
  readonly vars: Vars;
  /** Seconds for the Retry-After header. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: { vars?: Vars; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = STATUS[code];
    this.vars = options.vars ?? {};
    this.retryAfter = options.retryAfter ?? RETRY_AFTER[code];
  }
}

/** The catalogue's key of an error's text. */
export function errorText(code: ErrorCode): MessageKey {
  return `error.${code}`;
}
