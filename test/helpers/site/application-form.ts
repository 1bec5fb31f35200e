/** The administrator's form of an application, as a browser sends it. */

export const NEW_APP = '/admin/applications/new/settings';

export type AppTyped = Record<string, string | string[]>;

/** The form of an application behind a proxy, with changes. A list is a field that is there several times. */
export function appForm(changes: AppTyped = {}): FormData {
  const fields: AppTyped = {
    ...{ name: 'Wiki', slug: 'wiki', icon: '', origins: 'https://wiki.example.com', launch_url: '' },
    ...{ forward_auth: 'on', audience: 'everybody', people: '', ways: ['password', 'face'], max_age: '' },
    ...{ face_within: '', redirect_uris: '', auth_method: 'client_secret_basic', ...changes },
  };
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return body;
}

/** The same with OpenID Connect. @param redirects one a line. */
export const oidcForm = (redirects: string, more: AppTyped = {}) =>
  appForm({ oidc: 'on', redirect_uris: redirects, pkce: 'on', ...more });
