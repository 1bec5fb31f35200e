/** What the form of an application holds: everything as it was typed. */
import type { AUTH_METHODS } from '../../../src/access/rules.ts';
import type { MessageKey, Vars } from '../../../src/i18n/index.ts';
import type { View } from '../../view.ts';

/** A row of the path rules. */
export type RuleRow = {
  path: string;
  match: string;
  /** `open`: no sign-in is needed. `policy`: its own ways. */
  kind: string;
  ways: string[];
  maxAge: string;
  faceWithin: string;
};

/** Lists are texts of one entry a line. */
export type FormValues = {
  name: string;
  slug: string;
  icon: string;
  origins: string;
  launchUrl: string;
  forwardAuth: boolean;
  preflights: boolean;
  oidc: boolean;
  redirectUris: string;
  postLogoutRedirectUris: string;
  backchannelLogoutUri: string;
  authMethod: (typeof AUTH_METHODS)[number] | string;
  pkce: boolean;
  native: boolean;
  consent: boolean;
  audience: string;
  /** Names of the groups that are ticked. */
  groups: string[];
  people: string;
  ways: string[];
  maxAge: string;
  faceWithin: string;
  rules: RuleRow[];
};

/** @property entry the entry of a list that is wrong. */
export type Mistake = { key: MessageKey; vars?: Vars; entry?: string };
/** What is wrong, by the name of the field. */
export type Mistakes = Record<string, Mistake>;

export function mistakeText({ t }: View, { key, vars, entry }: Mistake): string {
  return entry === undefined ? t(key, vars) : t('admin.app.entry', { entry, text: t(key, vars) });
}

/** The name of a field of a rule. */
export const ruleField = (row: number, field: string) => `rule-${row}-${field}`;
