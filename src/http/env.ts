/** What a request carries on its way through the middleware. */
import type { Locale, Translate } from '../i18n/index.ts';
import type { Session } from '../principal.ts';

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
