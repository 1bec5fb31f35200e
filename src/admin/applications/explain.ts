/** Explains what an application would ask of a person for an address, and why. It asks the very rules of the gateway. */
import { judge, type Verdict } from '../../access/judge.ts';
import { demandsOf } from '../../access/path.ts';
import type { AccessPolicy, Proof } from '../../access/policy.ts';
import type { Application } from '../../applications/application.ts';
import { groupsOf } from '../../applications/groups.store.ts';
import { isFor } from '../../applications/may.ts';
import type { Queryable } from '../../db/open.ts';
import { hasFace } from '../../faces/face-data.store.ts';
import { listPasskeys } from '../../passkeys/passkeys.store.ts';
import { proofsOf } from '../../sessions/proofs.store.ts';
import { listSessions } from '../../sessions/sessions.store.ts';

/** Why a person may use an application, or why not. */
export type Access = 'everybody' | 'person' | 'group' | 'off' | 'not-chosen' | 'disabled';

/** An open session of the person: what it has shown, and what each policy says to that. */
export type ExplainedSession = { since: Date; address: string; proofs: Proof[]; verdicts: Verdict[] };

export type Explained = {
  access: Access;
  /** The groups that let the person in. */
  through: string[];
  /** `unreadable`: nobody gets such an address. */
  demands: 'unreadable' | 'open' | AccessPolicy[];
  has: { face: boolean; passkey: boolean };
  sessions: ExplainedSession[];
};

type Person = { id: string; disabledAt: Date | null };

async function accessOf(db: Queryable, application: Application, person: Person) {
  const mine = await groupsOf(db, person.id);
  const through = mine.filter(({ id }) => application.groups.includes(id)).map(({ name }) => name);
  const why = (): Access => {
    if (person.disabledAt) return 'disabled';
    if (!application.enabled) return 'off';
    if (application.audience === 'everybody') return 'everybody';
    if (application.people.includes(person.id)) return 'person';
    return isFor(application, { userId: person.id, groupIds: mine.map(({ id }) => id) }) ? 'group' : 'not-chosen';
  };
  return { access: why(), through };
}

/** @param asked.uri a path of the application, with or without query. */
export async function explain(
  db: Queryable,
  asked: { application: Application; person: Person; uri: string; now: Date },
): Promise<Explained> {
  const { application, person, uri, now } = asked;
  const found = demandsOf(application, uri);
  const demands = found === undefined ? 'unreadable' : found.open ? 'open' : found.policies;
  const policies = Array.isArray(demands) ? demands : [];
  const sessions: ExplainedSession[] = [];
  for (const { idHash, createdAt, address } of await listSessions(db, person.id, now)) {
    const proofs = await proofsOf(db, idHash);
    sessions.push({ since: createdAt, address, proofs, verdicts: policies.map((one) => judge(one, proofs, now)) });
  }
  const has = { face: await hasFace(db, person.id), passkey: (await listPasskeys(db, person.id)).length > 0 };
  return { ...(await accessOf(db, application, person)), demands, has, sessions };
}
