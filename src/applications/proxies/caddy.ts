/** The lines for Caddy: a site of its own. */
import { IDENTITY_HEADERS } from '../identity.ts';
import type { Place } from './place.ts';

/** Caddy passes `Connection: Upgrade` on to the server that it asks. */
export function caddyLines({ origin, publicUrl, upstream, facelogin }: Place): string {
  return `# ${origin} behind the sign-in of ${publicUrl}
${origin} {
	# What a client says of who it is, in both spellings: some programs read "_" as "-".
	request_header -Remote-*
	request_header -Remote_*
	# "Connection: Remote-User" would take the header away again, on the way to the application.
	@upgrade header Upgrade *
	@plain not header Upgrade *
	request_header @upgrade Connection Upgrade
	request_header @plain -Connection
	handle /.facelogin/* {
		reverse_proxy ${facelogin}
	}
	handle {
		forward_auth ${facelogin} {
			uri /gateway/forward-auth
			header_up -Connection
			header_up -Upgrade
			copy_headers ${IDENTITY_HEADERS.join(' ')}
		}
		reverse_proxy ${upstream}
	}
}
`;
}
