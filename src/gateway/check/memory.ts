/** What the gateway knows without asking the database each time. Nothing of it is older than half a second. */
import type { Application } from '../../applications/application.ts';
import { listApplications } from '../../applications/applications.store.ts';
import type { Deps } from '../../deps.ts';
import { type Policy, policyFor } from '../../policy/policy.ts';
import { shortCache } from './short-cache.ts';
import { findKeys, findVisits, type Key, noteUse, type Visit } from './visits.store.ts';

export type Applications = {
  byOrigin: ReadonlyMap<string, Application>;
  bySlug: ReadonlyMap<string, Application>;
};

export type Memory = {
  applications(): Promise<Applications>;
  visit(tokenHash: string): Promise<Visit | undefined>;
  key(keyHash: string): Promise<Key | undefined>;
  secondFactor: Policy['secondFactor'];
  now(): Date;
};

type MemoryDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'liveness'>;

async function readApplications(db: Deps['db']): Promise<Applications> {
  const all = await listApplications(db);
  return {
    byOrigin: new Map(
      all.flatMap((application) => application.origins.map((origin) => [origin, application] as const)),
    ),
    bySlug: new Map(all.map((application) => [application.slug, application])),
  };
}

export function createMemory(deps: MemoryDeps): Memory {
  const { db, clock } = deps;
  const applications = shortCache(async () => new Map([['all', await readApplications(db)]]), clock);
  return {
    applications: async () => (await applications('all'))!,
    visit: shortCache((hashes) => findVisits(db, hashes), clock),
    key: shortCache(async (hashes) => {
      const keys = await findKeys(db, hashes);
      await noteUse(db, keys.values(), clock());
      return keys;
    }, clock),
    secondFactor: policyFor(deps).secondFactor,
    now: clock,
  };
}
