/** What every page gets. Types only. */
import type { Locale, MessageKey, Translate, Vars } from '../src/i18n/index.ts';

/** The signed-in person, for the frame of the page. */
export type Viewer = { id: string; username: string; displayName: string; admin: boolean; avatarUrl: string | null };

export type View = {
  t: Translate;
  locale: Locale;
  /** Path and query of this page. The language switch returns to them. */
  path: string;
  viewer: Viewer | null;
  /** Names this request in the log. */
  requestId: string;
  /** Opened by plain http from another machine: no camera, no sign-in. */
  insecure: boolean;
  /** Opened by https, of which the server learns nothing: no sign-in either. */
  httpsLost: boolean;
  /** The path below which a proxy has put the site, where it does not work. */
  prefix: string | undefined;
  registration: 'open' | 'invite' | 'closed';
  /** Who cannot turn the head may make another movement. */
  otherMovement?: true;
};

/** A problem of a whole form, not of one field: a wrong password, a wait. */
export type Problem = { key: MessageKey; vars?: Vars };
