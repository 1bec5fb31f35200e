/** Where a person goes who has to show one more proof. Pure. */
import type { Lack } from './judge.ts';
import { PROOF_KINDS, type ProofKind } from './policy.ts';

/** The page that takes one more proof of a signed-in person. */
export const STEP_UP = '/step-up';

/**
 * The proofs of which any one brings the person on: the first that each of the nearest ways lacks.
 * @param lacks in the order of `judge`.
 */
export function nextProofs(lacks: readonly Lack[]): ProofKind[] {
  const fewest = lacks[0]?.missing.length ?? 0;
  return [...new Set(lacks.filter(({ missing }) => missing.length === fewest).map(({ missing }) => missing[0]!))];
}

/**
 * The page that asks for one of these proofs and leads on. Who changes the list in the address gains nothing: `next`
 * judges anew.
 * @param to.next a path of this site. @param to.slug of the application that asks.
 */
export function stepUpHref(need: readonly ProofKind[], to: { next: string; slug?: string }): string {
  const app: Record<string, string> = to.slug === undefined ? {} : { app: to.slug };
  return `${STEP_UP}?${new URLSearchParams({ need: need.join(','), ...app, next: to.next })}`;
}

/** The proofs of the list in such an address; all of them where it is unreadable. */
export function readNeed(text: string | undefined): readonly ProofKind[] {
  const named = PROOF_KINDS.filter((kind) => text?.split(',').includes(kind));
  return named.length > 0 ? named : PROOF_KINDS;
}
