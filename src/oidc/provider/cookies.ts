/** Signs the provider's cookies, alike on every server of a database. A rotated template key knows former ones still. */
import { timingSafeEqual } from 'node:crypto';
import type { TemplateKeys } from '../../crypto/templates.ts';

/** What the library's cookies take for a set of keys. `index`: of the key that made a signature; -1: none did. */
export type CookieSigner = {
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
  index(text: string, signature: string): number;
};

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function cookieSigner(keys: Pick<TemplateKeys, 'fingerprint' | 'formerFingerprints'>): CookieSigner {
  const bytes = (text: string) => Buffer.from(`oidc cookie ${text}`);
  const sign = (text: string) => keys.fingerprint(bytes(text));
  const index = (text: string, signature: string) =>
    [sign(text), ...keys.formerFingerprints(bytes(text))].findIndex((made) => same(made, signature));
  return { sign, index, verify: (text, signature) => index(text, signature) >= 0 };
}
