/** A kiosk at a running server, made by the administrator's own pages. */

export type Admin = {
  /** Sends a form, and reads the page that comes of it. @throws {Error} for an error. */
  post(path: string, form: Record<string, string> | URLSearchParams): Promise<{ text: string; location: string }>;
  get(path: string): Promise<string>;
};

/** @param cookie of an administrator who gave the password a moment ago. */
export function adminAt(url: string, cookie: string): Admin {
  async function ask(path: string, init: RequestInit) {
    const headers = { Origin: url, Cookie: cookie, Accept: 'text/html' };
    const response = await fetch(url + path, { ...init, headers, redirect: 'manual' });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${path} was answered ${response.status}:\n${text.slice(0, 2_000)}`);
    return { text, location: response.headers.get('Location') ?? '' };
  }
  return {
    post: (path, form) => ask(path, { method: 'POST', body: new URLSearchParams(form) }),
    get: async (path) => (await ask(path, {})).text,
  };
}

/** Makes a group of these people. @returns its id. */
export async function makeGroup(admin: Admin, name: string, usernames: readonly string[]): Promise<string> {
  const { location } = await admin.post('/admin/groups', { name });
  const id = /\/admin\/groups\/([0-9a-f-]+)/.exec(location)![1]!;
  for (const username of usernames) await admin.post(`/admin/groups/${id}/members`, { username });
  return id;
}

/** Makes a kiosk that writes an event of each visit. @returns the code for its tablet, and its page. */
export async function makeKiosk(admin: Admin, group: string, more: Record<string, string> = {}) {
  const form = { name: 'Front door', group, target: '0.0001', liveness: 'none', attendance: 'turns' };
  const { text } = await admin.post('/admin/kiosks', { ...form, names: 'yes', tells: 'yes', locale: 'en', ...more });
  const code = /kiosk-code">([0-9A-Z-]{9})</.exec(text)![1]!;
  return { code, page: /\/admin\/kiosks\/[0-9a-f-]+/.exec(text)![0] };
}

/** How many visits the server has written. */
export async function visitsAt(admin: Admin): Promise<number> {
  const page = await admin.get('/admin/audit?kind=kiosk-seen');
  return page.match(/Front door/g)?.length ?? 0;
}
