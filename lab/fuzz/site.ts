/** The server's own routes and forms, and people who are signed in. */
import { withData } from '../../src/cli/data.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import type { Deps } from '../../src/deps.ts';
import { createApp } from '../../src/server/app.ts';
import { createCookies } from '../bench/cookies.ts';
import type { Form, Ground, Who } from './requests.ts';

const PASSWORD = 'seven small stones';
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * Method and pattern of every route. No route is called, so the settings are the only part of the server that is
 * needed.
 */
export function routesOf(config: Config): Ground['routes'] {
  const app = createApp({ config } as Deps, new Map());
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
  return [...new Set(routes)].map((key) => {
    const space = key.indexOf(' ');
    return { method: key.slice(0, space), path: key.slice(space + 1) };
  });
}

/** The forms of a page, with the names of their fields. */
export function formsOf(html: string, page: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, attributes = '', inner = '']) => {
    if (!/method="post"/i.test(attributes)) return [];
    const action = /action="([^"]*)"/.exec(attributes)?.[1] ?? page;
    const fields = [...inner.matchAll(/<(?:input|textarea|select|button)\b[^>]*\bname="([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    return [{ action, fields: [...new Set(fields)] }];
  });
}

/** A person at the server, with cookies, who sends what a browser would send. */
class Person {
  private readonly cookies = createCookies();
  constructor(
    private readonly url: string,
    private readonly address: string,
  ) {}

  get cookie(): string {
    return this.cookies.header();
  }

  async ask(path: string, form?: Record<string, string>): Promise<{ status: number; text: string }> {
    const headers = { Cookie: this.cookie, Origin: this.url, Accept: 'text/html', 'X-Forwarded-For': this.address };
    const body = form && { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(this.url + path, { ...body, headers, redirect: 'manual' });
    this.cookies.take(response);
    return { status: response.status, text: await response.text() };
  }
}

export type People = {
  /** The Cookie header of this person; empty for a guest. */
  cookie(who: Who): string;
  /** Puts somebody new in place of a person whom the requests signed out, disabled or deleted. */
  renew(): Promise<void>;
};

/** Registers a user and an administrator, who give their password. */
async function settlePeople(url: string, config: Config) {
  let number = 0;
  const present: Partial<Record<Who, Person>> = {};
  const settle = async (who: 'user' | 'admin'): Promise<Person> => {
    const username = `${who}.${number++}`;
    const person = new Person(url, `203.0.113.${number % 250}`);
    const made = await person.ask('/register', { username, password: PASSWORD, display_name: '' });
    if (made.status !== 303) throw new Error(`Cannot register ${username}: ${made.status}`);
    if (who === 'admin') await withData(config, 'admin', username);
    await person.ask('/account/confirm', { password: PASSWORD, next: '/account' });
    return person;
  };
  const pages = [
    ['user', '/account/data'],
    ['admin', '/admin'],
  ] as const;
  const renew = async () => {
    for (const [who, page] of pages) {
      const asked = await present[who]?.ask(page);
      if (asked?.status !== 200) present[who] = await settle(who);
    }
  };
  await renew();
  return { present, renew };
}

/**
 * Registers a user and an administrator, and reads the forms of every page.
 * @param settings of the running server, as its environment has them.
 */
export async function visit(
  url: string,
  settings: Record<string, string>,
): Promise<{ ground: Ground; people: People }> {
  const config = loadConfig(settings);
  const { present, renew } = await settlePeople(url, config);
  const routes = routesOf(config);
  const forms: Form[] = [];
  const ids = new Set<string>(['00000000-0000-4000-8000-00000000000a']);
  for (const { path } of routes.filter((route) => route.method === 'GET' && !route.path.includes(':'))) {
    for (const person of [new Person(url, '203.0.113.1'), present.admin!]) {
      const { text } = await person.ask(path);
      forms.push(...formsOf(text, path));
      for (const [id] of text.matchAll(UUID)) ids.add(id);
    }
  }
  const ground = { routes, forms, ids: [...ids].slice(0, 50), origin: url };
  return { ground, people: { cookie: (who) => present[who]?.cookie ?? '', renew } };
}
