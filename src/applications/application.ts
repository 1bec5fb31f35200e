/**
 * The settings of an application. The form of the administrator, the command line and the JSON file all give them in
 * this shape and are checked by this schema. Each message is a key of the catalogue.
 */
import { z } from 'zod';
import { WAYS } from '../access/policy.ts';
import { AUTH_METHODS } from '../access/rules.ts';
import { text } from '../fields.ts';
import { originOf } from './origin.ts';

/** Minutes in a year: more than any session lasts. */
const MOST_MINUTES = 525_600;
const minutes = z.number({ error: 'field.minutes.range' }).int().min(1, 'field.minutes.range');

export const accessPolicy = z.strictObject({
  ways: z.array(z.enum(WAYS)).min(1, 'field.ways.none'),
  maxAge: minutes.max(MOST_MINUTES, 'field.minutes.range').optional(),
  faceWithin: minutes.max(MOST_MINUTES, 'field.minutes.range').optional(),
});

/** A path as it stands in an address, already clean: no query, no dots that climb, no escapes. */
const rulePath = z
  .string({ error: 'field.path.form' })
  .regex(/^\/[A-Za-z0-9._~!$&'()*+,=:@/-]*$/, 'field.path.form')
  .max(200, 'field.path.form')
  .refine((path) => !path.includes('//') && !/(^|\/)\.{1,2}(\/|$)/.test(path), 'field.path.form');

const place = { match: z.enum(['exact', 'prefix']), path: rulePath };
export const pathRule = z.discriminatedUnion('open', [
  z.strictObject({ ...place, open: z.literal(true) }),
  z.strictObject({ ...place, open: z.literal(false), policy: accessPolicy }),
]);

/** Schemes that run or read something in the browser, instead of leading to an application. */
const NO_REDIRECT = /^(javascript|vbscript|data|blob|file|about|view-source):/i;
function canBeRedirect(address: string): boolean {
  return URL.canParse(address) && !/[*#\s\p{Cc}\p{Cs}]/u.test(address) && !NO_REDIRECT.test(address);
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && !/[\s\p{Cc}\p{Cs}]/u.test(text);
}

/** The hosts that the provider takes for the person's own machine. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What the provider would refuse when it reads the client: then nobody gets in. */
function fitsKind(address: string, native: boolean): boolean {
  const { protocol, hostname } = new URL(address);
  if (protocol === 'http:') return !native || LOOPBACK.includes(hostname);
  return native ? protocol !== 'https:' || !LOOPBACK.includes(hostname) : protocol === 'https:';
}

/** Wildcards are refused: the provider would take them and never match them. */
const redirect = z.string().max(500, 'field.redirect.form').refine(canBeRedirect, 'field.redirect.form');
const redirects = z.array(redirect).max(20, 'field.list.long');

const oidcFields = z.strictObject({
  redirectUris: redirects.min(1, 'field.redirect.none'),
  postLogoutRedirectUris: redirects.default([]),
  backchannelLogoutUri: z
    .string()
    .refine((address) => address === '' || (canBeRedirect(address) && /^https?:/.test(address)), 'field.redirect.form')
    .default(''),
  authMethod: z.enum(AUTH_METHODS).default('client_secret_basic'),
  pkce: z.boolean().default(true),
  native: z.boolean().default(false),
  consent: z.boolean().default(false),
});

export const oidcClient = oidcFields
  .superRefine((client, context) => {
    for (const list of ['redirectUris', 'postLogoutRedirectUris'] as const) {
      for (const [index, address] of client[list].entries()) {
        if (!canBeRedirect(address) || fitsKind(address, client.native)) continue;
        const message = client.native ? 'field.redirect.native' : 'field.redirect.web';
        context.addIssue({ code: 'custom', path: [list, index], message });
      }
    }
  })
  // Nothing else ties the code to the client that asked for it.
  .transform((client) => (client.authMethod === 'none' ? { ...client, pkce: true } : client));

/** An origin in its one spelling, or an error. */
const origin = z.string().transform((typed, context) => {
  const found = originOf(typed);
  if (found) return found;
  context.addIssue({ code: 'custom', message: 'field.origin.form' });
  return z.NEVER;
});

/** The settings one by one. `applicationSettings` also checks them against each other. */
export const applicationFields = z.strictObject({
  /** In addresses, in the command line, and as the client id. */
  slug: z.string({ error: 'field.slug.form' }).regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'field.slug.form'),
  name: text(60)
    .refine((name) => name !== '', 'field.required')
    .refine((name) => !/[\n\r\t]/.test(name), 'field.text.characters'),
  icon: text(8).refine((icon) => !/[\n\r\t]/.test(icon), 'field.text.characters'),
  enabled: z.boolean().default(true),
  origins: z.array(origin).max(20, 'field.list.long').default([]),
  launchUrl: z
    .string()
    .max(500, 'field.address.form')
    .refine((address) => address === '' || isAddress(address), 'field.address.form')
    .default(''),
  forwardAuth: z.boolean().default(false),
  oidc: oidcClient.nullable().default(null),
  audience: z.enum(['everybody', 'chosen']).default('everybody'),
  /** Names of groups, and user names. */
  groups: z.array(z.string()).max(1000, 'field.list.long').default([]),
  people: z.array(z.string()).max(1000, 'field.list.long').default([]),
  policy: accessPolicy.default({ ways: ['password', 'face', 'passkey'] }),
  rules: z.array(pathRule).max(50, 'field.list.long').default([]),
  preflights: z.boolean().default(false),
});

export const applicationSettings = applicationFields.refine(
  ({ forwardAuth, origins }) => !forwardAuth || origins.length > 0,
  { path: ['origins'], message: 'field.origin.none' },
);

export type ApplicationSettings = z.output<typeof applicationSettings>;

/** An application as it is stored. `groups` and `people`: ids. */
export type Application = Omit<ApplicationSettings, 'groups' | 'people'> & {
  id: string;
  /** Whether a client secret was made. */
  hasSecret: boolean;
  groups: readonly string[];
  people: readonly string[];
  createdAt: Date;
  updatedAt: Date;
};
