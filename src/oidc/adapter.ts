/**
 * The provider's storage. Ids are secrets: the database has their hashes, and no payload repeats them. A grant counts
 * only as long as its person, their password and its session do, and every use of a code or a token asks for its grant.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Deps } from '../deps.ts';
import type { Clients } from './clients.ts';
import type { Library } from './library.ts';
import { standingOf, unlinkGrant } from './links.store.ts';
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

/** Everything but clients and grants. */
class RecordAdapter implements Adapter {
  constructor(
    protected readonly deps: AdapterDeps,
    protected readonly model: string,
  ) {}

  /** What is stored besides the payload. */
  protected async besides(_: AdapterPayload): Promise<Payload> {
    // Proofs that are older than an interaction do not count for a new sign-in. The payload has whole seconds.
    return this.model === 'Interaction' ? { began: this.deps.clock().toISOString() } : {};
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { db, clock } = this.deps;
    await saveRecord(db, {
      model: this.model,
      id,
      payload: { ...withoutSecrets(payload), ...(await this.besides(payload)) },
      uid: asText(payload.uid),
      userCode: asText(payload.userCode),
      grantId: asText(payload.grantId),
      accountId: asText(payload.accountId),
      expiresAt: expiresIn ? new Date(clock().getTime() + expiresIn * 1000) : null,
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = await findRecord(this.deps.db, this.model, id, this.deps.clock());
    return found && toPayload(found, id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const found = await findRecordBy(this.deps.db, this.model, { uid }, this.deps.clock());
    return found && toPayload(found);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const found = await findRecordBy(this.deps.db, this.model, { userCode }, this.deps.clock());
    return found && toPayload(found);
  }

  /** Of two requests with the same code or token one gets on. */
  async consume(id: string): Promise<void> {
    const { db, clock, errors } = this.deps;
    if (!(await consumeRecord(db, this.model, id, clock()))) throw new errors.InvalidGrant('used at the same time');
  }

  async destroy(id: string): Promise<void> {
    await removeRecord(this.deps.db, this.model, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await removeOfGrant(this.deps.db, this.model, grantId);
  }
}

class GrantAdapter extends RecordAdapter {
  /** A new password ends what was granted under the former one. */
  protected override async besides(payload: AdapterPayload): Promise<Payload> {
    const { db, clock } = this.deps;
    const standing = await standingOf(db, { grantId: '', accountId: payload.accountId! }, clock());
    return { passwordMark: standing?.passwordMark ?? '' };
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const { db, clock } = this.deps;
    const grant = await super.find(id);
    if (!grant) return undefined;
    const standing = await standingOf(db, { grantId: id, accountId: grant.accountId! }, clock());
    if (!standing || standing.passwordMark !== grant.passwordMark) return undefined;
    return standing.inSession || isOffline(grant as Payload) ? grant : undefined;
  }

  override async destroy(id: string): Promise<void> {
    await super.destroy(id);
    await unlinkGrant(this.deps.db, id);
  }
}

class ClientAdapter extends RecordAdapter {
  override async find(id: string): Promise<AdapterPayload | undefined> {
    return this.deps.clients.metadata(id);
  }
}

/** The storage of each model. */
export function adapterFor(deps: AdapterDeps): (model: string) => Adapter {
  return (model) => {
    if (model === 'Client') return new ClientAdapter(deps, model);
    return model === 'Grant' ? new GrantAdapter(deps, model) : new RecordAdapter(deps, model);
  };
}
