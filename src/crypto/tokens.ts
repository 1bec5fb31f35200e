/** Secrets that a browser carries. Only their hashes are stored. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in a cookie and in an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, hexadecimal: enough for a secret of 256 random bits. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
