/** The form of an application: from what was typed to settings, and from settings to what is shown. */
import {
  type FormValues,
  type Mistakes,
  type RuleRow,
  ruleField,
} from '../../../templates/admin/applications/values.ts';
import type { AccessPolicy } from '../../access/policy.ts';
import { AUTH_METHODS, type OidcClient } from '../../access/rules.ts';
import type { ApplicationSettings } from '../../applications/application.ts';
import type { Problem } from './check.ts';

export const BLANK_RULE: RuleRow = { path: '', match: 'prefix', kind: 'open', ways: [], maxAge: '', faceWithin: '' };
/** Rows that are read. A form with more was not made by a person, and the schema refuses the 51st. */
const MOST_ROWS = 60;

const entries = (text: string) => text.split('\n').flatMap((line) => line.trim() || []);
const minutesText = (minutes: number | undefined) => (minutes === undefined ? '' : String(minutes));
/** NaN is refused by the schema, with the words for minutes. */
const minutesOf = (text: string) => (text.trim() === '' ? undefined : /^\d+$/.test(text.trim()) ? Number(text) : NaN);

function policyOf({ ways, maxAge, faceWithin }: Pick<FormValues, 'ways' | 'maxAge' | 'faceWithin'>) {
  return { ways, maxAge: minutesOf(maxAge), faceWithin: minutesOf(faceWithin) };
}

function policyValues({ ways, maxAge, faceWithin }: AccessPolicy) {
  return { ways: [...ways], maxAge: minutesText(maxAge), faceWithin: minutesText(faceWithin) };
}

/** Whether nothing was typed into a row: the one that was added last, mostly. */
function isBlank({ path, ways, maxAge, faceWithin }: RuleRow): boolean {
  return path === '' && ways.length === 0 && maxAge === '' && faceWithin === '';
}

function rowsOf(form: FormData): RuleRow[] {
  const one = (row: number, field: string) => String(form.get(ruleField(row, field)) ?? '');
  const named = [...form.keys()].flatMap((name) => /^rule-(\d{1,4})-path$/.exec(name)?.[1] ?? []).map(Number);
  return [...new Set(named)]
    .sort((a, b) => a - b)
    .slice(0, MOST_ROWS)
    .map((row) => ({
      path: one(row, 'path').trim(),
      match: one(row, 'match'),
      kind: one(row, 'kind'),
      ways: form.getAll(ruleField(row, 'ways')).map(String),
      maxAge: one(row, 'max_age'),
      faceWithin: one(row, 'face_within'),
    }));
}

/** What was typed. */
export function readValues(form: FormData): FormValues {
  const one = (name: string) => String(form.get(name) ?? '');
  return {
    name: one('name'),
    slug: one('slug').trim(),
    icon: one('icon'),
    origins: one('origins'),
    launchUrl: one('launch_url').trim(),
    forwardAuth: form.has('forward_auth'),
    preflights: form.has('preflights'),
    oidc: form.has('oidc'),
    redirectUris: one('redirect_uris'),
    postLogoutRedirectUris: one('post_logout_redirect_uris'),
    backchannelLogoutUri: one('backchannel_logout_uri').trim(),
    authMethod: one('auth_method'),
    pkce: form.has('pkce'),
    native: form.has('native'),
    consent: form.has('consent'),
    audience: one('audience'),
    groups: form.getAll('groups').map(String),
    people: one('people'),
    ways: form.getAll('ways').map(String),
    maxAge: one('max_age'),
    faceWithin: one('face_within'),
    rules: rowsOf(form),
  };
}

/** The values without the rows into which nothing was typed. */
export function withoutBlanks(values: FormValues): FormValues {
  return { ...values, rules: values.rules.filter((row) => !isBlank(row)) };
}

/** The settings that were typed, for the schema. */
export function inputOf(values: FormValues): unknown {
  const { redirectUris, postLogoutRedirectUris, backchannelLogoutUri, authMethod, pkce, native, consent } = values;
  const lists = { redirectUris: entries(redirectUris), postLogoutRedirectUris: entries(postLogoutRedirectUris) };
  return {
    ...{ slug: values.slug, name: values.name, icon: values.icon, launchUrl: values.launchUrl },
    origins: entries(values.origins),
    ...{ forwardAuth: values.forwardAuth, preflights: values.preflights, audience: values.audience },
    oidc: values.oidc ? { ...lists, backchannelLogoutUri, authMethod, pkce, native, consent } : null,
    groups: values.groups,
    people: entries(values.people),
    policy: policyOf(values),
    rules: values.rules.map((row) => ({
      match: row.match,
      path: row.path,
      ...(row.kind === 'open' ? { open: true } : { open: false, policy: policyOf(row) }),
    })),
  };
}

const NO_CLIENT: OidcClient = {
  ...{ redirectUris: [], postLogoutRedirectUris: [], backchannelLogoutUri: '' },
  ...{ authMethod: AUTH_METHODS[0], pkce: true, native: false, consent: false },
};

/** What the form shows of stored settings. */
export function valuesOf(settings: ApplicationSettings): FormValues {
  const { oidc, policy, rules, groups, people, origins, ...rest } = settings;
  const { redirectUris, postLogoutRedirectUris, ...client } = oidc ?? NO_CLIENT;
  return {
    ...rest,
    ...client,
    ...policyValues(policy),
    oidc: oidc !== null,
    redirectUris: redirectUris.join('\n'),
    postLogoutRedirectUris: postLogoutRedirectUris.join('\n'),
    origins: origins.join('\n'),
    groups: [...groups],
    people: people.join('\n'),
    rules: rules.map(({ match, path, ...rule }) => ({
      ...BLANK_RULE,
      ...{ match, path, kind: rule.open ? 'open' : 'policy' },
      ...(rule.open ? {} : policyValues(rule.policy)),
    })),
  };
}

const FIELDS: Record<string, string> = {
  launchUrl: 'launch_url',
  redirectUris: 'redirect_uris',
  postLogoutRedirectUris: 'post_logout_redirect_uris',
  backchannelLogoutUri: 'backchannel_logout_uri',
  authMethod: 'auth_method',
  maxAge: 'max_age',
  faceWithin: 'face_within',
  open: 'kind',
};

/** The field in which a problem was typed. */
function fieldOf([first, second, ...rest]: Problem['path']): string {
  const last = (parts: Problem['path']) => parts.findLast((part) => typeof part === 'string');
  if (first === 'rules' && typeof second === 'number') {
    const name = String(last(rest) ?? 'path');
    return ruleField(second, FIELDS[name] ?? name);
  }
  const inside = first === 'oidc' || first === 'policy' ? second : first;
  const name = String(inside ?? first);
  return FIELDS[name] ?? name;
}

/** The entry that a problem is about, where the field holds one a line. */
function entryOf(values: FormValues, field: string, path: Problem['path']): string | undefined {
  const lists: Record<string, string> = {
    origins: values.origins,
    redirect_uris: values.redirectUris,
    post_logout_redirect_uris: values.postLogoutRedirectUris,
  };
  const index = path.at(-1);
  return typeof index === 'number' && Object.hasOwn(lists, field) ? entries(lists[field]!)[index] : undefined;
}

/** The first problem of each field. */
export function mistakesOf(problems: readonly Problem[], values: FormValues): Mistakes {
  const mistakes: Mistakes = {};
  for (const { path, key, vars } of problems) {
    const field = fieldOf(path);
    const entry = entryOf(values, field, path);
    mistakes[field] ??= { key, ...(vars && { vars }), ...(entry !== undefined && { entry }) };
  }
  return mistakes;
}
