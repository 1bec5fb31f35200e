/** What every page is given. Types only. */
import type { Locale, MessageKey, Translate, Vars } from '../src/i18n/index.ts';

/** The signed-in person as the page's frame shows them. */
export type Viewer = { username: string; displayName: string; admin: boolean; avatarUrl: string | null };

export type View = {
  t: Translate;
  locale: Locale;
  /** Path and query of this page: where the language switch comes back to. */
  path: string;
  viewer: Viewer | null;
  /** Names this request in the log. */
  requestId: string;
  /** Opened by plain http from another machine: no camera, no sign-in. */
  insecure: boolean;
  registration: 'open' | 'invite' | 'closed';
};

/** What concerns a whole form and no single field: names that do not fit, a wait. */
export type Problem = { key: MessageKey; vars?: Vars };
