/** Errors as CompreFace's clients know them: a code and a message. */
import type { AppError, ErrorCode } from '../../errors.ts';
import { statusOf } from '../../http/status.ts';

type Failure = { code: number; status?: 400 | 404 };

/** CompreFace's own codes (`CommonExceptionCode` of its source), and the status that goes with them. */
const FAILURES: Partial<Record<ErrorCode, Failure>> = {
  'key-needed': { code: 20 },
  'key-scope': { code: 1 },
  'key-address': { code: 1 },
  'no-face': { code: 28, status: 400 },
  'several-faces': { code: 31, status: 400 },
  'not-found': { code: 42 },
  'name-needed': { code: 33, status: 400 },
  'frame-missing': { code: 33, status: 400 },
  'image.type': { code: 21, status: 400 },
  'image.empty': { code: 21, status: 400 },
  'image.damaged': { code: 21, status: 400 },
  'image.animated': { code: 21, status: 400 },
  'image.depth': { code: 21, status: 400 },
  'name-taken': { code: 43, status: 400 },
  'invalid-form': { code: 26, status: 400 },
  unavailable: { code: 41 },
  busy: { code: 41 },
};

export function failureOf(error: AppError): { code: number; status: number } {
  const { code, status } = FAILURES[error.code] ?? { code: 0 };
  return { code, status: status ?? statusOf(error) };
}
