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

/** A person at an application, as the application gets to know them. */
export type ApplicationUser = {
  /** Stable for ever, and good for nothing else. */
  id: string;
  username: string;
  displayName: string;
  /** As the person typed it in the profile; nobody checked it. Empty: none. */
  email: string;
  /** Names of groups. */
  groups: readonly string[];
};

/** Whom a request to an application comes from: a person, or a program with a key of this application. */
export type Principal = { kind: 'person'; person: ApplicationUser } | { kind: 'key'; name: string };

/** What a key may do. */
export const SCOPES = [
  'people:read',
  'people:write',
  'faces:write',
  'verify',
  'identify',
  'apps',
  'apps:write',
  'audit:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The interfaces for programs: our own, and the one that CompreFace has. */
export const SURFACES = ['api', 'compreface'] as const;
export type Surface = (typeof SURFACES)[number];

/** A program with a key. It never becomes a session. */
export type Program = { keyId: string; keyName: string; scopes: readonly Scope[] };
