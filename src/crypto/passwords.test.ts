import { expect, test } from 'bun:test';
import { passwordProblem } from '../accounts/password-policy.ts';
import { AppError } from '../errors.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password is stored as argon2id with the parameters of OWASP and fits its hash alone', async () => {
  const stored = await hashPassword('a long enough one');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, 'a long enough one')).toBe(true);
  expect(await verifyPassword(stored, 'a long enough onE')).toBe(false);
});

test('the same password typed in another Unicode form fits', async () => {
  expect(await verifyPassword(await hashPassword('caf\u00e9 noir'), 'cafe\u0301 noir')).toBe(true);
});

test('nobody and a damaged hash fit no password', async () => {
  expect(await verifyPassword(undefined, 'nobody has this password')).toBe(false);
  expect(await verifyPassword('garbage', 'anything')).toBe(false);
});

test('a flood of checks is refused as busy rather than queued without end, and passes again afterwards', async () => {
  const stored = await hashPassword('a long enough one');
  const checks = await Promise.allSettled(Array.from({ length: 60 }, () => verifyPassword(stored, 'x')));
  const refused = checks.filter((check) => check.status === 'rejected').map((check) => check.reason);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((reason) => reason instanceof AppError && reason.code === 'busy')).toBe(true);
  expect(await verifyPassword(stored, 'a long enough one')).toBe(true);
});

test('the policy counts characters and refuses what everybody tries', () => {
  expect(passwordProblem('1234567', 'anna')).toBe('field.password.short');
  expect(passwordProblem('x'.repeat(129), 'anna')).toBe('field.password.long');
  expect(passwordProblem('密'.repeat(128), 'anna')).toBeUndefined();
  expect(passwordProblem('PassWord1', 'anna')).toBe('field.password.common');
  expect(passwordProblem('Anna.Of.Berlin', 'anna.of.berlin')).toBe('field.password.username');
  expect(passwordProblem('correct horse battery', 'anna')).toBeUndefined();
});
