/** What to paste into the proxy of an application. The tests run these very lines. */
import { caddyLines } from './proxies/caddy.ts';
import { haproxyLines, haproxyScript } from './proxies/haproxy.ts';
import { nginxLines } from './proxies/nginx.ts';
import type { Place } from './proxies/place.ts';
import { traefikLines } from './proxies/traefik.ts';

export const PROXIES = ['caddy', 'nginx', 'traefik', 'haproxy'] as const;
export type Proxy = (typeof PROXIES)[number];

/** `file`: where the text belongs. */
export type Snippet = { file: string; text: string };

const MAKERS: Record<Proxy, (place: Place) => Snippet[]> = {
  caddy: (place) => [{ file: 'Caddyfile', text: caddyLines(place) }],
  nginx: (place) => [{ file: `server { server_name ${new URL(place.origin).hostname}; … }`, text: nginxLines(place) }],
  traefik: (place) => [{ file: 'dynamic.yml', text: traefikLines(place) }],
  haproxy: (place) => {
    const { global, frontend, backends } = haproxyLines(place);
    return [
      { file: 'haproxy.cfg, global', text: global },
      { file: 'haproxy.cfg, frontend', text: frontend },
      { file: 'haproxy.cfg', text: backends },
      { file: '/etc/haproxy/facelogin.lua', text: haproxyScript(place) },
    ];
  },
};

/**
 * The texts for one proxy in front of one application.
 * @param place.facelogin absent: this machine, on FaceLogin's usual port.
 */
export function snippetFor(proxy: Proxy, place: Omit<Place, 'facelogin'> & { facelogin?: string }): Snippet[] {
  return MAKERS[proxy]({ facelogin: '127.0.0.1:3000', ...place });
}
