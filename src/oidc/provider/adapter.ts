/**
 * The provider's storage. Ids are secrets: the database has their hashes, and no payload repeats them. A grant counts
 * only as long as its person, their password and its session do, and every use of a code or a token asks for its grant.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Deps } from '../../deps.ts';
import { standingOf, unlinkGrant } from '../sessions/links.store.ts';
import type { Clients } from './clients.ts';
import type { Library } from './library.ts';
import {
  consumeRecord,
  findRecord,
  findRecordBy,
  type Payload,
  removeOfGrant,
  removeRecord,
  type StoredRecord,
  saveRecord,
} from './records.store.ts';

/** The scope with which an application's access outlives the session. */
export const OFFLINE = 'offline_access';

type AdapterDeps = Pick<Deps, 'db' | 'clock'> & { clients: Clients; errors: Library['errors'] };

/** What the database gets of a payload: no id of a cookie or a token. */
function withoutSecrets(payload: AdapterPayload): Payload {
  const { jti: _, ...rest } = payload as Payload;
  if (typeof rest.session !== 'object' || rest.session === null) return rest;
  const { cookie: __, ...session } = rest.session as Payload;
  return { ...rest, session };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function toPayload({ payload, consumedAt }: StoredRecord, jti?: string): AdapterPayload {
  const consumed = consumedAt && { consumed: Math.floor(consumedAt.getTime() / 1000) };
  return { ...payload, ...(jti !== undefined && { jti }), ...consumed };
}

/** Whether access outlives the session: the person agreed to that. */
function isOffline(grant: Payload): boolean {
  const { scope } = (grant.openid ?? {}) as { scope?: string };
  return scope?.split(' ').includes(OFFLINE) ?? false;
}

/** Everything but clients and grants. @param besides what is stored besides the payload. */
function recordAdapter(
  { db, clock, errors }: AdapterDeps,
  model: string,
  besides: (payload: AdapterPayload) => Promise<Payload> = async () => ({}),
): Adapter {
  return {
    async upsert(id, payload, expiresIn) {
      await saveRecord(db, {
        model,
        id,
        payload: { ...withoutSecrets(payload), ...(await besides(payload)) },
        uid: asText(payload.uid),
        userCode: asText(payload.userCode),
        grantId: asText(payload.grantId),
        accountId: asText(payload.accountId),
        expiresAt: expiresIn ? new Date(clock().getTime() + expiresIn * 1000) : null,
      });
    },
    async find(id) {
      const found = await findRecord(db, model, id, clock());
      return found && toPayload(found, id);
    },
    async findByUid(uid) {
      const found = await findRecordBy(db, model, { uid }, clock());
      return found && toPayload(found);
    },
    async findByUserCode(userCode) {
      const found = await findRecordBy(db, model, { userCode }, clock());
      return found && toPayload(found);
    },
    /** Of two requests with the same code or token one gets on. */
    async consume(id) {
      if (!(await consumeRecord(db, model, id, clock()))) throw new errors.InvalidGrant('used at the same time');
    },
    destroy: (id) => removeRecord(db, model, id),
    revokeByGrantId: (grantId) => removeOfGrant(db, model, grantId),
  };
}

function grantAdapter(deps: AdapterDeps): Adapter {
  const { db, clock } = deps;
  const standing = (grantId: string, { accountId = '' }: AdapterPayload) =>
    standingOf(db, { grantId, accountId }, clock());
  // A new password ends what was granted under the former one.
  const records = recordAdapter(deps, 'Grant', async (payload) => ({
    passwordMark: (await standing('', payload))?.passwordMark ?? '',
  }));
  return {
    ...records,
    async find(id) {
      const grant = await records.find(id);
      if (!grant) return undefined;
      const found = await standing(id, grant);
      if (!found || found.passwordMark !== grant.passwordMark) return undefined;
      return found.inSession || isOffline(grant as Payload) ? grant : undefined;
    },
    async destroy(id) {
      await records.destroy(id);
      await unlinkGrant(db, id);
    },
  };
}

/** The storage of each model. */
export function adapterFor(deps: AdapterDeps): (model: string) => Adapter {
  return (model) => {
    switch (model) {
      case 'Client':
        return { ...recordAdapter(deps, model), find: (id) => deps.clients.metadata(id) };
      case 'Grant':
        return grantAdapter(deps);
      case 'Interaction':
        // Proofs that are older do not count for a new sign-in. The payload itself has whole seconds.
        return recordAdapter(deps, model, async () => ({ began: deps.clock().toISOString() }));
      default:
        return recordAdapter(deps, model);
    }
  };
}
