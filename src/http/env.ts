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
  method: 'password' | 'face' | 'passkey';
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
    /** Where the person comes from: the peer, or what a trusted proxy says of it. */
    address: string;
    /** The page was opened in a way in which no browser opens the camera and no cookie is safe. */
    insecure: boolean;
  };
};
