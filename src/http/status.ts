/** What HTTP says of an error. */
import type { AppError, ErrorCode } from '../errors.ts';
import type { MessageKey } from '../i18n/index.ts';

/** Code to HTTP status (RFC 9110; 429 of RFC 6585). */
const STATUS = {
  'bad-request': 400,
  'invalid-form': 422,
  'image.empty': 422,
  'image.too-large': 413,
  'image.type': 415,
  'media-type': 415,
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
  'other-person': 409,
  'other-link': 409,
  'unknown-device': 403,
  'passkey-invalid': 422,
  'passkey-last': 409,
  'passkey-refused': 401,
  'sign-in-over': 401,
  'forbidden-origin': 403,
  'unknown-address': 403,
  insecure: 403,
  'https-lost': 403,
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
  'no-kiosk': 401,
  'pin-wrong': 422,
  'key-needed': 401,
  'key-address': 403,
  'key-scope': 403,
  'rate-limited': 429,
  'idempotency-mismatch': 422,
  'idempotency-running': 409,
  'name-taken': 409,
  'record-voided': 409,
  'no-face': 422,
  'several-faces': 422,
  'picture-refused': 422,
  'too-many-pictures': 409,
  administrator: 403,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** Seconds after which a client may come again, where the error names none. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { 'too-fast': 1, busy: 2, unavailable: 2, database: 5 };

/** Statuses of a refusal for now: the client came too often, or the server has too much to do. */
export const REFUSALS: ReadonlySet<number> = new Set([429, 503]);

/** The status of the answer to an error. */
export function statusOf({ code }: AppError): (typeof STATUS)[ErrorCode] {
  return STATUS[code];
}

/** Seconds of the Retry-After header; undefined: the answer has none. */
export function retryAfterOf({ code, retryAfter }: AppError): number | undefined {
  return retryAfter ?? RETRY_AFTER[code];
}

/**
 * The catalogue's key of an error's text.
 * @param addressShared the address has many visitors for one: the tries of others count, too.
 */
export function errorText(code: ErrorCode, addressShared = false): MessageKey {
  return code === 'throttled' && addressShared ? 'error.throttled-together' : `error.${code}`;
}

/** Whether the error tells of load or of a part that is away for a while. It is no fault of the code: no stack. */
export function isExpected(error: AppError): boolean {
  return REFUSALS.has(statusOf(error));
}
