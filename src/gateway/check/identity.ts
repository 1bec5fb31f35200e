/** The headers in which an application reads who asks. */
import { IDENTITY_HEADERS, type IdentityHeader } from '../../applications/identity.ts';
import type { Principal } from '../../principal.ts';

/**
 * A text as a header may hold it: printable ASCII as it is, everything else and `%` itself as percent-encoded UTF-8.
 * Node and several applications fail at other bytes; a proxy takes blanks at the ends away.
 * @param reserved further characters to encode.
 */
export function headerText(text: string, reserved = ''): string {
  const encode = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return [...text]
    .map((char) => {
      if (char > '~') return encodeURIComponent(char);
      return char < ' ' || char === '%' || reserved.includes(char) ? encode(char) : char;
    })
    .join('')
    .replace(/^ +| +$/g, (blanks) => '%20'.repeat(blanks.length));
}

const NOBODY: Record<IdentityHeader, string> = {
  'Remote-User': '',
  'Remote-Name': '',
  'Remote-Email': '',
  'Remote-Groups': '',
  'Remote-Sub': '',
};

/** All identity headers, empty where there is nothing: a proxy that finds one missing keeps what the client sent. */
export function identityOf(principal: Principal | null): Record<IdentityHeader, string> {
  if (!principal) return NOBODY;
  if (principal.kind === 'key') return { ...NOBODY, 'Remote-Sub': `key:${headerText(principal.name)}` };
  const { id, username, displayName, email, groups } = principal.person;
  const values = [
    headerText(username),
    headerText(displayName),
    headerText(email),
    groups.map((name) => headerText(name, ',')).join(','),
    id,
  ];
  return Object.fromEntries(IDENTITY_HEADERS.map((header, i) => [header, values[i]!])) as Record<
    IdentityHeader,
    string
  >;
}
