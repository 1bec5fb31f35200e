/** The lines for nginx: they belong into the server block of the application. */
import { IDENTITY_HEADERS } from '../identity.ts';
import type { Place } from './place.ts';

const variableOf = (header: string) => header.toLowerCase().replaceAll('-', '_');
const underscored = (header: string) => header.replaceAll('-', '_');

/** What FaceLogin reads of a request that nginx asks about, and of one to `/.facelogin/`. */
const ASKED = `proxy_set_header X-Original-Method $request_method;
    proxy_set_header X-Original-URL $scheme://$http_host$request_uri;
    proxy_set_header Connection "";
    proxy_set_header Upgrade "";`;

function identityLines(): string {
  const set = IDENTITY_HEADERS.map((header) => {
    const name = variableOf(header);
    return `    auth_request_set $facelogin_${name} $upstream_http_${name};`;
  });
  const pass = IDENTITY_HEADERS.map((header) => `    proxy_set_header ${header} $facelogin_${variableOf(header)};`);
  // An empty value keeps the header from the application.
  const drop = IDENTITY_HEADERS.map((header) => `    proxy_set_header ${underscored(header)} "";`);
  return [...set, ...pass, ...drop].join('\n');
}

export function nginxLines({ origin, publicUrl, upstream, facelogin }: Place): string {
  return `# ${origin} behind the sign-in of ${publicUrl}
set $facelogin_connection "";
if ($http_upgrade) {
    set $facelogin_connection "upgrade";
}
proxy_http_version 1.1;

location /.facelogin/ {
    proxy_pass http://${facelogin};
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    ${ASKED}
}

location = /.facelogin/auth-request {
    internal;
    proxy_pass http://${facelogin}/gateway/auth-request;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    ${ASKED}
}

location @facelogin_sign_in {
    if ($facelogin_location) {
        return 303 $facelogin_location;
    }
    add_header X-FaceLogin-Sign-In $facelogin_sign_in always;
    return 401;
}

location / {
    auth_request /.facelogin/auth-request;
    auth_request_set $facelogin_location $upstream_http_location;
    auth_request_set $facelogin_sign_in $upstream_http_x_facelogin_sign_in;
    error_page 401 = @facelogin_sign_in;
    error_page 403 /.facelogin/refused;
${identityLines()}
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $facelogin_connection;
    proxy_pass http://${upstream};
}
`;
}
