/** What a request carries on its way through the middleware. */
import type { Locale, Translate } from '../i18n/index.ts';

/** A signed-in browser. */
export type Session = {
  /** SHA-256 of the session id: the row's key. The id itself stays in the cookie. */
  idHash: string;
  userId: string;
  username: string;
  displayName: string;
  avatarVersion: string | null;
  role: 'user' | 'admin';
  method: 'password' | 'face' | 'passkey';
  /** When a passkey or a recovery code was shown besides, if at all. */
  secondFactorAt: Date | null;
  createdAt: Date;
  expiresAt: Date;
};

export type Env = {
  /** `remoteAddress` is the peer of the TCP connection; the mains pass it in, tests may. */
  Bindings: { remoteAddress?: string };
  Variables: {
    requestId: string;
    locale: Locale;
    t: Translate;
    session: Session | null;
    /** Somebody is signed in who has to set up a passkey first: `session` is theirs on the pages for that alone. */
    settingUp: boolean;
    /** Where the person comes from: the peer, or what a trusted proxy says of it. */
    address: string;
    /** The page was opened in a way in which no browser opens the camera and no cookie is safe. */
    insecure: boolean;
  };
};
