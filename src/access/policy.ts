/**
 * What an application asks of a person. Pure: no request, no database, no clock.
 *
 * A proof is what somebody showed: a password, a face, a passkey. A way is a set of proofs that is enough. A policy
 * lists the ways, and how old the proofs may be.
 */

export const PROOF_KINDS = ['password', 'face', 'passkey'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

export const WAYS = ['password', 'face', 'passkey', 'face+device', 'face+passkey', 'password+passkey'] as const;
export type Way = (typeof WAYS)[number];

/** What a way consists of. `device`: a browser that the account knows from a password or a passkey. */
export const PARTS: Record<Way, { proofs: readonly ProofKind[]; device: boolean }> = {
  password: { proofs: ['password'], device: false },
  face: { proofs: ['face'], device: false },
  passkey: { proofs: ['passkey'], device: false },
  'face+device': { proofs: ['face'], device: true },
  'face+passkey': { proofs: ['face', 'passkey'], device: false },
  'password+passkey': { proofs: ['password', 'passkey'], device: false },
};

export type AccessPolicy = {
  /** Any of them is enough. */
  ways: Way[];
  /** Minutes since the proofs of the way; absent: as long as the session lasts. */
  maxAge?: number | undefined;
  /** Step-up: minutes since the last look into the camera; absent: no face is asked for besides. */
  faceWithin?: number | undefined;
};

/** Everything that signs somebody in to FaceLogin itself. */
export const ANY_WAY: AccessPolicy = { ways: ['password', 'face', 'passkey'] };

/** The last time that a session showed a proof of one kind. */
export type Proof = {
  kind: ProofKind;
  at: Date;
  /** Of a face: liveness was checked. */
  live: boolean;
  /** Of a face: the account knew the browser. */
  device: boolean;
};
