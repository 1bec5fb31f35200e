/** What an application is granted, and what a person has agreed to before. */
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Deps } from '../../deps.ts';
import { OFFLINE } from '../provider/adapter.ts';
import { askerOf } from '../provider/bridge.ts';
import type { ClientApplication, Clients } from '../provider/clients.ts';
import { findRecord, saveRecord } from '../provider/records.store.ts';
import { linkGrant } from './links.store.ts';

type GrantDeps = Pick<Deps, 'db' | 'clock'> & { clients: Clients };
export type Grant = InstanceType<Provider['Grant']>;

/** Seconds after which an application's access ends in any case. */
export const GRANT_SECONDS = 365 * 24 * 60 * 60;
const CONSENT = 'Consent';

function consentId(userId: string, application: ClientApplication): string {
  return `${userId} ${application.id}`;
}

/** Remembers what a person agreed to. Lasting access is asked for each time. */
export async function rememberConsent(
  { db }: Pick<Deps, 'db'>,
  { userId, application, scopes }: { userId: string; application: ClientApplication; scopes: readonly string[] },
): Promise<void> {
  const payload = { application: application.name, scopes: scopes.filter((scope) => scope !== OFFLINE) };
  const record = { model: CONSENT, id: consentId(userId, application), payload };
  await saveRecord(db, { ...record, accountId: userId, expiresAt: null });
}

async function hasConsent(deps: GrantDeps, userId: string, application: ClientApplication, scopes: readonly string[]) {
  const found = await findRecord(deps.db, CONSENT, consentId(userId, application), deps.clock());
  const given = (found?.payload.scopes ?? []) as string[];
  return scopes.every((scope) => given.includes(scope));
}

/** Grants scopes in a session. */
export async function grantIn(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  provider: Provider,
  given: {
    session: { userId: string; idHash: string };
    application: ClientApplication;
    scopes: readonly string[];
  },
): Promise<string> {
  const { session, application, scopes } = given;
  const grant = new provider.Grant({ accountId: session.userId, clientId: application.slug });
  grant.addOIDCScope(scopes.join(' '));
  const grantId = await grant.save();
  await linkGrant(db, { grantId, applicationId: application.id, sessionHash: session.idHash, now: clock() });
  return grantId;
}

/** The grant of the same scopes that this session gave before. */
async function grantedBefore({ oidc }: KoaContextWithOIDC, scopes: readonly string[]): Promise<Grant | undefined> {
  const id = oidc.session!.grantIdFor(oidc.client!.clientId);
  const grant = id === undefined ? undefined : await oidc.provider.Grant.find(id);
  const granted = grant?.getOIDCScope().split(' ') ?? [];
  return granted.length === scopes.length && scopes.every((scope) => granted.includes(scope)) ? grant : undefined;
}

/** The grant of a request: applications of one's own need no consent, unless they are set to ask for it. */
export async function loadGrant(deps: GrantDeps, ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { oidc } = ctx;
  const consented = oidc.result?.consent?.grantId;
  if (consented !== undefined) return oidc.provider.Grant.find(consented);
  const { session } = askerOf(ctx.req).var;
  const application = await deps.clients.find(oidc.client!.clientId);
  const scopes = [...oidc.requestParamOIDCScopes];
  if (!session || !application || scopes.length === 0) return undefined;
  const before = await grantedBefore(ctx, scopes);
  if (before) return before;
  const isFree = !application.oidc?.consent || (await hasConsent(deps, session.userId, application, scopes));
  if (!isFree || scopes.includes(OFFLINE)) return undefined;
  return oidc.provider.Grant.find(await grantIn(deps, oidc.provider, { session, application, scopes }));
}
