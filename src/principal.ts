/** Who asks. Use cases take these types and know nothing of requests and cookies. */

/** The browser behind a request, signed in or not. */
export type Client = { deviceToken: string | undefined; address: string; userAgent: string };

/** A signed-in browser. */
export type Session = {
  /** SHA-256 of the session id, the key of the row. Only the cookie has the id itself. */
  idHash: string;
  userId: string;
  username: string;
  displayName: string;
  avatarVersion: string | null;
  role: 'user' | 'admin';
  method: 'password' | 'face' | 'passkey';
  /** When the person also showed a passkey or a recovery code, if they did. */
  secondFactorAt: Date | null;
  createdAt: Date;
  expiresAt: Date;
};
