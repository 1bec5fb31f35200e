/** The lines that mend a proxy, or the setting that does. */
import type { Config } from '../config.ts';
import type { ProxyFault, ProxyNote } from '../proxies.ts';

/** By program; a proxy that does it by itself has none. A setting of this server stands under `set`. */
type Lines = Record<string, string>;

const TRAEFIK = 'traefik.http.middlewares.facelogin.headers.customrequestheaders';

const HEADERS: Partial<Record<ProxyFault, Lines>> = {
  'proto-missing': {
    nginx: 'proxy_set_header X-Forwarded-Proto $scheme;',
    Caddy: 'header_up X-Forwarded-Proto {scheme}',
    Traefik: `${TRAEFIK}.X-Forwarded-Proto=https`,
    HAProxy: 'http-request set-header X-Forwarded-Proto https if { ssl_fc }',
  },
  // Another proxy in front of this one has the encrypted connection.
  'proto-wrong': {
    nginx: 'proxy_set_header X-Forwarded-Proto https;',
    Caddy: 'header_up X-Forwarded-Proto https',
    Traefik: `${TRAEFIK}.X-Forwarded-Proto=https`,
    HAProxy: 'http-request set-header X-Forwarded-Proto https',
  },
  'for-missing': {
    nginx: 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    Caddy: 'header_up X-Forwarded-For {remote_host}',
    HAProxy: 'option forwardfor',
  },
  'host-missing': {
    nginx: 'proxy_set_header Host $http_host;',
    Caddy: 'header_up Host {hostport}',
    Traefik: 'traefik.http.services.facelogin.loadbalancer.passhostheader=true',
  },
};

/** A name of its own in place of a path. */
function ownName({ host, port }: Pick<Config, 'host' | 'port'>): Lines {
  const server = `${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  const name = 'face.example.org';
  return {
    nginx: `server { server_name ${name}; location / { proxy_pass http://${server}; } }`,
    Caddy: `FACELOGIN_DOMAIN=${name} caddy run`,
    Traefik: `traefik.http.routers.facelogin.rule=Host(\`${name}\`)`,
    HAProxy: `use_backend facelogin if { hdr(host) -i ${name} }`,
  };
}

/** @param note.example the proxy's address, the address that people open, or the path. */
export function linesFor(config: Pick<Config, 'host' | 'port' | 'trustedProxies'>, note: ProxyNote): Lines {
  const { fault, example } = note;
  if (fault === 'not-trusted')
    return { set: `FACELOGIN_TRUSTED_PROXIES=${[...config.trustedProxies, example].join(',')}` };
  if (fault === 'public-url') return { set: `FACELOGIN_PUBLIC_URL=${example}` };
  return HEADERS[fault] ?? ownName(config);
}
