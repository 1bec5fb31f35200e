/** Compares the proofs of a session with a policy. Pure. */
import { type AccessPolicy, PARTS, type Proof, type ProofKind, type Way } from './policy.ts';

/** A way that is not complete, and the proofs that would complete it. */
export type Lack = { way: Way; missing: ProofKind[] };

/** `lacks`: the ways in the order of the fewest missing proofs. Each is enough alone, besides `face`. */
export type Verdict = { enough: true; way: Way } | { enough: false; lacks: Lack[] };

const MINUTE_MS = 60_000;

function isFresh(proof: Proof | undefined, minutes: number | undefined, now: Date): boolean {
  if (!proof) return false;
  return minutes === undefined || now.getTime() - proof.at.getTime() <= minutes * MINUTE_MS;
}

/** Whether the account knows the browser: it did at the face, or a password or a passkey was shown in this session. */
function isKnown(proofs: readonly Proof[]): boolean {
  return proofs.some(({ kind, device }) => kind !== 'face' || device);
}

function missingOf(way: Way, policy: AccessPolicy, proofs: readonly Proof[], now: Date): ProofKind[] {
  const { proofs: wanted, device } = PARTS[way];
  const last = (kind: ProofKind) => proofs.find((proof) => proof.kind === kind);
  const missing = wanted.filter((kind) => !isFresh(last(kind), policy.maxAge, now));
  if (policy.faceWithin !== undefined && !missing.includes('face') && !isFresh(last('face'), policy.faceWithin, now)) {
    missing.push('face');
  }
  // The password makes the browser known.
  if (device && !isKnown(proofs)) missing.unshift('password');
  return missing;
}

/**
 * Whether the proofs of a session are enough.
 * @param shown at most one proof of each kind, the last one.
 * @param since proofs of before do not count: the application asks for a new sign-in.
 */
export function judge(policy: AccessPolicy, shown: readonly Proof[], now: Date, since?: Date): Verdict {
  const proofs = since ? shown.filter(({ at }) => at >= since) : shown;
  const lacks = policy.ways.map((way) => ({ way, missing: missingOf(way, policy, proofs, now) }));
  const met = lacks.find(({ missing }) => missing.length === 0);
  if (met) return { enough: true, way: met.way };
  return { enough: false, lacks: lacks.sort((one, other) => one.missing.length - other.missing.length) };
}
