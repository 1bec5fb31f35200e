/** The applications that a person can open, for the launch pad and for pages that name one. */
import type { Queryable } from '../db/open.ts';
import type { Application } from './application.ts';
import { findBySlug, listApplications } from './applications.store.ts';
import { groupsOf } from './groups.store.ts';
import { isFor } from './may.ts';

export type Launch = {
  slug: string;
  name: string;
  /** One emoji or up to two letters. */
  icon: string;
  /** Where it opens; empty: it has no address yet. */
  href: string;
};

function firstLetter(name: string): string {
  return [...name][0]?.toUpperCase() ?? '';
}

/** An address that a browser opens: a native client's own scheme is none. */
function hrefOf({ launchUrl, origins, oidc }: Application): string {
  if (launchUrl) return launchUrl;
  if (origins[0]) return `${origins[0]}/`;
  const redirect = oidc?.redirectUris.find((address) => /^https?:/.test(address));
  return redirect ? `${new URL(redirect).origin}/` : '';
}

function launchOf(application: Application): Launch {
  const { slug, name, icon } = application;
  return { slug, name, icon: icon || firstLetter(name), href: hrefOf(application) };
}

/** What a person may open, by name. */
export async function launchesOf(db: Queryable, userId: string): Promise<Launch[]> {
  const groupIds = (await groupsOf(db, userId)).map(({ id }) => id);
  const all = await listApplications(db);
  return all
    .filter((application) => isFor(application, { userId, groupIds }))
    .map(launchOf)
    .filter(({ href }) => href !== '');
}

/** The application with a slug. Undefined if there is none, or if it is switched off. */
export async function findLaunch(db: Queryable, slug: string): Promise<Launch | undefined> {
  const application = slug === '' ? undefined : await findBySlug(db, slug);
  return application?.enabled ? launchOf(application) : undefined;
}

/** The application for which somebody signs in: the one that the address to return to names. */
export async function askedApplication(db: Queryable, next: string): Promise<Launch | undefined> {
  const { pathname, searchParams } = new URL(next, 'http://this.site');
  return /^\/(gateway|oidc)\//.test(pathname) ? findLaunch(db, searchParams.get('app') ?? '') : undefined;
}
