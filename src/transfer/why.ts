/** Why something was not done, as a text of the catalogues and the column that it is about. */
import type { MessageKey, Translate, Vars } from '../i18n/index.ts';

export type Why = { key: MessageKey; vars?: Vars; column?: string };

/** `email: This does not look like an e-mail address.` */
export function whyText({ key, vars, column }: Why, t: Translate): string {
  const text = t(key, vars);
  return column === undefined ? text : t('import.column', { column, text });
}

/** A file that cannot be read at all. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
  constructor(readonly why: Why) {
    super(why.key);
  }
}
