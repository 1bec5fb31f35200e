/** What an import may do to somebody whose name is there already. */
import { createHash } from 'node:crypto';
import { usernameKey } from '../../accounts/usernames.ts';
import { subjectKey } from '../../api/people/people.ts';
import { CONSENT_BY_PROGRAM, type Consent } from '../../faces/pictures.ts';
import type { Known } from '../imported.store.ts';
import type { Why } from '../why.ts';
import type { Person } from './check.ts';
import { paperConsent } from './consent.ts';

/** The key under which the name of a person is unique. */
export function keyOf({ name, signIn }: Pick<Person, 'name' | 'signIn'>): string {
  return signIn ? usernameKey(name) : subjectKey(name);
}

/** What ties a row to the person that it brought: everything but its photos. */
export function fingerprintOf({ photos: _, ...person }: Person): string {
  return createHash('sha256').update(JSON.stringify(person)).digest('hex');
}

/** What the enrollment of a row notes. Undefined: whoever brings the photos keeps the consent. */
export function consentOf({ consent }: Pick<Person, 'consent'>): Consent | undefined {
  return consent && paperConsent(consent);
}

/** Why nothing may be done to a person who is there already. */
export function knownProblem({ fingerprint }: Known, person: Person): Why | undefined {
  if (fingerprint === null) return { key: 'import.row.exists', column: 'name' };
  return fingerprint === fingerprintOf(person) ? undefined : { key: 'import.row.changed', column: 'name' };
}

/** Whether the face is what the import made of it: nobody enrolled another one or removed it since. */
export function hasOwnFace({ consentVersion, photos }: Known, person: Person): boolean {
  if (consentVersion === null) return (photos ?? []).length === 0;
  return consentVersion === (consentOf(person)?.version ?? CONSENT_BY_PROGRAM);
}
