/** Who asks. Use cases take these, and know nothing of requests and cookies. */

/** The browser behind a request, signed in or not. */
export type Client = { deviceToken: string | undefined; address: string; userAgent: string };

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

/** A caller whom the server knows. API keys and kiosks will be further kinds. */
export type Principal = Session;
