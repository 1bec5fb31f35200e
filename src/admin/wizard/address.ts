/** How the administrator's browser reached this server, and what to write where that is not enough. */
import { isHttps } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import { checkHttps } from '../../doctor/checks.ts';
import { type Check, type Finding, find, found, foundBy } from '../../doctor/finding.ts';
import { proxyChecks } from '../../doctor/proxy.ts';
import { isLoopbackName } from '../../http/arrival/address.ts';
import { type Arrival, isOurAddress } from '../../http/arrival/arrival.ts';

export type AddressReport = {
  findings: Finding[];
  /** Lines that give this server https; undefined where it has it. */
  write: string | undefined;
};

/** A name for the example: the one in the browser, if it is one. */
function nameIn({ hostname }: URL): string {
  const isName = /[a-z]/i.test(hostname) && !hostname.includes(':') && !isLoopbackName(hostname);
  return isName ? hostname : 'face.example.org';
}

/** The address as the browser shows it. The request alone tells less: a proxy may not pass the name. */
function openedBy({ page, https }: Arrival, request: URL): URL {
  return page ? new URL(page.origin) : new URL(`${https ? 'https' : 'http'}://${request.host}`);
}

function checkOpened({ publicUrl }: Deps['config'], opened: URL) {
  const vars = { opened: opened.origin, publicUrl };
  if (isOurAddress({ publicUrl }, opened)) return found('ok', 'wizard.address.opened', vars);
  return foundBy(`FACELOGIN_PUBLIC_URL=${opened.origin}`, 'limited', 'wizard.address.other', vars);
}

function checkSecure(opened: URL) {
  if (opened.protocol === 'https:') return found('ok', 'wizard.address.secure');
  return isLoopbackName(opened.hostname)
    ? found('limited', 'wizard.address.local')
    : found('broken', 'wizard.address.insecure');
}

export async function examineAddress(
  { config, proxies }: Pick<Deps, 'config' | 'proxies'>,
  { arrival, request }: { arrival: Arrival; request: URL },
): Promise<AddressReport> {
  const opened = openedBy(arrival, request);
  const checks: Check[] = [
    { what: 'address', run: async () => checkOpened(config, opened) },
    { what: 'https', run: async () => checkSecure(opened) },
    ...(isHttps(config) ? [{ what: 'https' as const, run: () => checkHttps(config) }] : []),
    ...proxyChecks(config, proxies.seen()),
  ];
  const name = nameIn(opened);
  const lines = [`FACELOGIN_PUBLIC_URL=https://${name} npm start`, `FACELOGIN_DOMAIN=${name} caddy run`];
  const write = opened.protocol === 'https:' ? undefined : lines.join('\n');
  return { findings: await Promise.all(checks.map(find)), write };
}
