/**
 * What works between an application and this server. Nothing is fetched: what the gateway and the provider saw tells
 * more than a request that this server makes up, and no address makes the server reach into its own network.
 */
import type { AppFinding } from '../../../templates/admin/applications/findings.tsx';
import type { Application } from '../../applications/application.ts';
import { listGroups } from '../../applications/groups.store.ts';
import { lastSeen, lastStrays, type Seen, type SeenProblem } from '../../applications/seen.ts';
import type { Queryable } from '../../db/open.ts';
import type { Deps } from '../../deps.ts';
import type { MessageKey } from '../../i18n/index.ts';
import { lastEventOf } from './findings.store.ts';

const HOUR_MS = 3_600_000;

const PROBLEMS: Record<SeenProblem, MessageKey> = {
  'proxy-unknown': 'admin.app.seen.proxy-unknown',
  'header-missing': 'admin.app.seen.header-missing',
  'header-unreadable': 'admin.app.seen.header-unreadable',
  'origin-unknown': 'admin.app.seen.origin-unknown',
  'application-off': 'admin.app.seen.application-off',
  'callback-missing': 'admin.app.seen.callback-missing',
};

/** Whether plain http carries it safely: the address is this machine's own. */
function isSafe(address: string): boolean {
  return address.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(address);
}

function wrong({ problem, proxy, header, at, asked }: Seen): AppFinding {
  const vars = { proxy, header: header ?? '', asked };
  return { state: 'broken', key: problem ? PROBLEMS[problem] : 'admin.app.seen.fine', vars, at };
}

/** What the gateway saw of one address last. */
function seenOf(origin: string): AppFinding {
  const { fine, wrong: failed } = lastSeen(origin);
  if (failed && (!fine || failed.at > fine.at)) return wrong(failed);
  if (!fine) return { state: 'limited', key: 'admin.app.seen.nothing', vars: { origin } };
  return { state: 'ok', key: 'admin.app.seen.fine', vars: { origin, proxy: fine.proxy }, at: fine.at };
}

function ofForwardAuth({ origins }: Application, now: Date): AppFinding[] {
  const found = origins.map(seenOf);
  const silent = found.some(({ key }) => key === 'admin.app.seen.nothing');
  const stray = lastStrays().find(({ at }) => now.getTime() - at.getTime() < HOUR_MS);
  // It may be this application's proxy: a request without the header belongs to no address.
  if (silent && stray) found.push(wrong(stray));
  return found;
}

async function ofClient(deps: Pick<Deps, 'db' | 'config'>, application: Application, now: Date): Promise<AppFinding[]> {
  const found: AppFinding[] = [];
  const { oidc, hasSecret, slug } = application;
  if (oidc?.authMethod !== 'none' && !hasSecret) found.push({ state: 'broken', key: 'admin.app.test.no-secret' });
  if (!isSafe(deps.config.publicUrl)) {
    found.push({ state: 'broken', key: 'admin.app.test.issuer-http', vars: { address: deps.config.publicUrl } });
  }
  for (const address of oidc?.redirectUris ?? []) {
    if (address.startsWith('http:') && !isSafe(address)) {
      found.push({ state: 'limited', key: 'admin.app.test.redirect-http', vars: { address } });
    }
  }
  const refused = await lastEventOf(deps.db, { kind: 'application-refused', slug, now });
  const opened = await lastEventOf(deps.db, { kind: 'application-opened', slug, now });
  if (opened) {
    found.push({ state: 'ok', key: 'admin.app.test.opened', vars: { name: opened.username ?? '–' }, at: opened.at });
  }
  if (refused) {
    const state = opened && opened.at > refused.at ? 'limited' : 'broken';
    const { application: _application, ...detail } = refused.detail;
    found.push({ state, key: 'admin.app.test.refused', at: refused.at, detail });
  }
  if (!opened && !refused) found.push({ state: 'limited', key: 'admin.app.test.nobody-yet' });
  return found;
}

async function ofAudience(db: Queryable, { audience, groups, people }: Application): Promise<AppFinding[]> {
  if (audience === 'everybody' || people.length > 0) return [];
  const members = (await listGroups(db)).filter(({ id }) => groups.includes(id));
  if (members.length === 0) return [{ state: 'broken', key: 'admin.app.test.nobody' }];
  return members.every((group) => group.members === 0) ? [{ state: 'broken', key: 'admin.app.test.empty' }] : [];
}

/** Everything that can be said of an application, the worst first. */
export async function examine(deps: Pick<Deps, 'db' | 'config' | 'clock'>, application: Application) {
  const now = deps.clock();
  const { enabled, forwardAuth, oidc, origins } = application;
  const found: AppFinding[] = [];
  if (!enabled) found.push({ state: 'broken', key: 'admin.app.test.off' });
  if (!forwardAuth && !oidc) found.push({ state: 'broken', key: 'admin.app.test.neither' });
  found.push(...(await ofAudience(deps.db, application)));
  if (forwardAuth) {
    for (const address of origins.filter((origin) => !isSafe(origin))) {
      found.push({ state: 'broken', key: 'admin.app.test.origin-http', vars: { address } });
    }
    found.push(...ofForwardAuth(application, now));
  }
  found.push(...(await ofClient(deps, application, now)));
  const order = ['broken', 'limited', 'ok'];
  return found.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
}
