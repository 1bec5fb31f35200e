/** The lines for Traefik: a file of its dynamic configuration. */
import { IDENTITY_HEADERS } from '../identity.ts';
import { nameOf, type Place } from './place.ts';

/** An empty value removes the header from the request. */
function removals(): string {
  const names = IDENTITY_HEADERS.flatMap((header) => [header, header.replaceAll('-', '_')]);
  return names.map((name) => `          ${name}: ""`).join('\n');
}

/** Traefik itself keeps `Connection` and `Upgrade` from the server that it asks. */
export function traefikLines({ origin, publicUrl, upstream, facelogin }: Place): string {
  const { hostname } = new URL(origin);
  const name = nameOf(origin);
  return `# ${origin} behind the sign-in of ${publicUrl}
http:
  routers:
    ${name}:
      rule: "Host(\`${hostname}\`)"
      middlewares: ["${name}-clean", "${name}-facelogin"]
      service: "${name}"
      tls: {}
    ${name}-facelogin:
      rule: "Host(\`${hostname}\`) && PathPrefix(\`/.facelogin/\`)"
      service: "${name}-facelogin"
      tls: {}
  middlewares:
    ${name}-clean:
      headers:
        customRequestHeaders:
${removals()}
    ${name}-facelogin:
      forwardAuth:
        address: "http://${facelogin}/gateway/forward-auth"
        trustForwardHeader: false
        authResponseHeaders: [${IDENTITY_HEADERS.map((header) => `"${header}"`).join(', ')}]
  services:
    ${name}:
      loadBalancer:
        servers:
          - url: "http://${upstream}"
    ${name}-facelogin:
      loadBalancer:
        servers:
          - url: "http://${facelogin}"
`;
}
