/** One application as its page shows it. Types only. */
import type { AccessPolicy } from '../../../src/access/policy.ts';
import type { OidcClient, PathRule } from '../../../src/access/rules.ts';

/** `groups` and `people`: names. */
export type AppDetail = {
  id: string;
  slug: string;
  name: string;
  icon: string;
  enabled: boolean;
  origins: readonly string[];
  launchUrl: string;
  forwardAuth: boolean;
  oidc: OidcClient | null;
  hasSecret: boolean;
  audience: 'everybody' | 'chosen';
  groups: readonly string[];
  people: readonly string[];
  policy: AccessPolicy;
  rules: readonly PathRule[];
};
