/** Passwords have 8 to 128 characters of any kind. Those that everybody tries first are refused (ASVS 5, 6.2). */
import { dictionary } from '@zxcvbn-ts/language-common';
import type { MessageKey } from '../i18n/index.ts';
import { usernameKey } from './usernames.ts';

const SHORTEST = 8;
const LONGEST = 128;

/** Frequent passwords from leaks, lower case. */
const common = new Set(dictionary['passwords-common'] as readonly string[]);

/** What is wrong with a new password, if anything. Length counts characters of the composed form (NFC). */
export function passwordProblem(password: string, username: string): MessageKey | undefined {
  const length = [...password.normalize('NFC')].length;
  if (length < SHORTEST) return 'field.password.short';
  if (length > LONGEST) return 'field.password.long';
  if (common.has(password.toLowerCase())) return 'field.password.common';
  return usernameKey(password) === usernameKey(username) ? 'field.password.username' : undefined;
}
