/** What a request carries through the middleware. */
import type { ErrorCode } from '../errors.ts';
import type { Locale, Translate } from '../i18n/index.ts';
import type { Program, Session } from '../principal.ts';
import type { Arrival } from './arrival/arrival.ts';

export type Env = {
  /** `remoteAddress` is the peer of the TCP connection. Both mains pass it in; a test can leave it out. */
  Bindings: { remoteAddress?: string };
  Variables: {
    requestId: string;
    locale: Locale;
    t: Translate;
    session: Session | null;
    /** The program whose key came with the request. Only routes of machines have one. */
    program?: Program;
    /** The person has to set up a passkey first. `session` is theirs only on the pages for that. */
    settingUp: boolean;
    /** A change that the origin check let pass: a page of this site sent it. */
    ours: boolean;
    /** The client's address: the peer, or what a trusted proxy says. */
    address: string;
    /** How the request got here. */
    arrival: Arrival;
    /** Plain http from another machine: the browser opens no camera, and no cookie is safe. */
    insecure: boolean;
    /** Why a request is refused that the server could answer at another time. The log counts these. */
    refusal?: { code: ErrorCode; cause?: string };
  };
};
