import { describe, expect, test } from 'bun:test';
import type { Proof, ProofKind } from '../../access/policy.ts';
import { ANY_WAY } from '../../access/policy.ts';
import { type Asked, amrOf, judgeRequest } from './acr.ts';

const now = new Date('2026-11-27T12:00:00Z');

function proof(kind: ProofKind, minutesAgo = 0, more: Partial<Proof> = {}): Proof {
  return { kind, at: new Date(now.getTime() - minutesAgo * 60_000), live: false, device: false, ...more };
}

const acr = (name: string) => `urn:facelogin:acr:${name}`;

function judged(proofs: Proof[], asked: Partial<Asked> = {}, live = true) {
  const verdict = judgeRequest(ANY_WAY, { acrValues: [], ...asked }, { proofs, now, live });
  return verdict.enough ? verdict.acr : verdict.lacks.map(({ missing }) => missing.join('+'));
}

describe('what tokens say', () => {
  const live = { live: true };
  const levels: [string, Proof[]][] = [
    ['password', [proof('password')]],
    ['face', [proof('face')]],
    ['face-live', [proof('face', 0, live)]],
    ['face-live+device', [proof('face', 0, { live: true, device: true })]],
    ['face-live+device', [proof('face', 0, live), proof('password')]],
    ['face-live+passkey', [proof('face', 0, live), proof('passkey')]],
    ['passkey', [proof('passkey')]],
    ['passkey', [proof('password'), proof('passkey')]],
    ['passkey', [proof('face'), proof('passkey')]],
  ];
  for (const [name, proofs] of levels) {
    test(`${proofs.map(({ kind, live, device }) => [kind, live && 'live', device && 'device'].filter(Boolean).join(' ')).join(' and ')} is ${name}`, () => {
      expect(judged(proofs)).toBe(acr(name));
    });
  }

  test('the ways that were shown are listed, and two factors are marked', () => {
    expect(amrOf([proof('password')], false)).toEqual(['pwd']);
    expect(amrOf([proof('face')], false)).toEqual(['face']);
    expect(amrOf([proof('face'), proof('password')], false)).toEqual(['face', 'pwd', 'mfa']);
    expect(amrOf([proof('passkey')], false)).toEqual(['hwk', 'user', 'mfa']);
    expect(amrOf([proof('passkey')], true)).toEqual(['swk', 'user', 'mfa']);
  });

  test('the time of the sign-in is that of the oldest proof that counted', () => {
    const verdict = judgeRequest(
      { ways: ['face+passkey'] },
      { acrValues: [] },
      { proofs: [proof('password', 90), proof('face', 5), proof('passkey', 20)], now, live: true },
    );
    expect(verdict).toMatchObject({ enough: true, authTime: proof('passkey', 20).at });
  });
});

describe('what an application asks for', () => {
  test('one of its values is enough, and the token names that one', () => {
    const both = [proof('face', 0, { live: true }), proof('password')];
    expect(judged(both, { acrValues: [acr('passkey'), acr('password')] })).toBe(acr('password'));
  });

  test('a value that is not met is asked for', () => {
    expect(judged([proof('password')], { acrValues: [acr('face-live')] })).toEqual(['face']);
    expect(judged([proof('face', 0, { live: true })], { acrValues: [acr('face-live+passkey')] })).toEqual(['passkey']);
  });

  test('a face whose liveness nobody checked does not count as live', () => {
    expect(judged([proof('face')], { acrValues: [acr('face-live')] })).toEqual(['face']);
  });

  test('a server that checks no liveness is not asked for it, and an unknown value asks for nothing', () => {
    expect(judged([proof('password')], { acrValues: [acr('face-live')] }, false)).toBe(acr('password'));
    expect(judged([proof('password')], { acrValues: ['urn:mace:incommon:iap:silver'] })).toBe(acr('password'));
  });

  test('proofs of before do not count for a new sign-in', () => {
    const since = new Date(now.getTime() - 60_000);
    expect(judged([proof('password', 2)], { since })).toEqual(['password', 'face', 'passkey']);
    expect(judged([proof('password', 2), proof('face', 0)], { since })).toBe(acr('password'));
  });
});
