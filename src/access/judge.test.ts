import { describe, expect, test } from 'bun:test';
import { judge } from './judge.ts';
import type { AccessPolicy, Proof, ProofKind } from './policy.ts';

const now = new Date('2026-11-27T12:00:00Z');

function proof(kind: ProofKind, minutesAgo = 0, more: Partial<Proof> = {}): Proof {
  return { kind, at: new Date(now.getTime() - minutesAgo * 60_000), live: false, device: false, ...more };
}

function lacks(policy: AccessPolicy, ...proofs: Proof[]) {
  const verdict = judge(policy, proofs, now);
  return verdict.enough ? 'enough' : verdict.lacks.map(({ way, missing }) => `${way}: ${missing.join(', ')}`);
}

describe('the proofs of a session', () => {
  test('one of the ways is enough', () => {
    expect(lacks({ ways: ['passkey', 'face'] }, proof('face'))).toBe('enough');
  });

  test('another proof than those of the ways is not enough', () => {
    expect(lacks({ ways: ['face'] }, proof('password'))).toEqual(['face: face']);
  });

  test('the way with the fewest missing proofs comes first', () => {
    const policy: AccessPolicy = { ways: ['face+passkey', 'password'] };
    expect(lacks(policy)).toEqual(['password: password', 'face+passkey: face, passkey']);
    expect(lacks({ ways: ['face+passkey', 'password+passkey'] }, proof('password'))).toEqual([
      'password+passkey: passkey',
      'face+passkey: face, passkey',
    ]);
  });

  test('a policy without ways lets nobody in', () => {
    expect(judge({ ways: [] }, [proof('face'), proof('password'), proof('passkey')], now).enough).toBe(false);
  });
});

describe('the age of the proofs', () => {
  test('a proof counts up to the greatest age, that minute included', () => {
    expect(lacks({ ways: ['password'], maxAge: 10 }, proof('password', 10))).toBe('enough');
    expect(lacks({ ways: ['password'], maxAge: 10 }, proof('password', 10.1))).toEqual(['password: password']);
  });

  test('every proof of the way has to be fresh', () => {
    const policy: AccessPolicy = { ways: ['password+passkey'], maxAge: 10 };
    expect(lacks(policy, proof('password', 60), proof('passkey'))).toEqual(['password+passkey: password']);
  });
});

test('where a new sign-in is asked for, what was shown before does not count', () => {
  const policy: AccessPolicy = { ways: ['password'] };
  expect(judge(policy, [proof('password', 1)], now, new Date(now.getTime() - 30_000)).enough).toBe(false);
  expect(judge(policy, [proof('password', 0)], now, new Date(now.getTime() - 30_000)).enough).toBe(true);
});

describe('step-up', () => {
  const policy: AccessPolicy = { ways: ['password', 'face'], faceWithin: 5 };

  test('a face of a moment ago is enough', () => {
    expect(lacks(policy, proof('face', 4))).toBe('enough');
  });

  test('an older face is asked for again, once', () => {
    expect(lacks(policy, proof('password'), proof('face', 6))).toEqual(['password: face', 'face: face']);
  });
});

describe('a known device', () => {
  test('a face on a device that the account knows is enough', () => {
    expect(lacks({ ways: ['face+device'] }, proof('face', 0, { device: true }))).toBe('enough');
  });

  test('a face elsewhere lacks the password, which makes the device known', () => {
    expect(lacks({ ways: ['face+device'] }, proof('face'))).toEqual(['face+device: password']);
    expect(lacks({ ways: ['face+device'] }, proof('face'), proof('password'))).toBe('enough');
  });
});
