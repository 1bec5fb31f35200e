import { expect, test } from 'bun:test';
import { testConfig } from '../../test/helpers/site/deps.ts';
import { supportedPeople } from '../biometrics/threshold.ts';
import { calibrationOf } from '../vision/recognizers/calibration.ts';
import { policyFor } from './policy.ts';
import { decisionRule, mayIdentify } from './rule.ts';

const policyOf = (env?: Record<string, string>) =>
  policyFor({ config: testConfig(env), liveness: { challenge: false } });

const embedding = policyOf();
const most = supportedPeople(calibrationOf('embedding'), { targetFmr: embedding.targetFmr });

test('the face alone is enough for as many people as the data vouch for; beyond that the name comes first', () => {
  expect(most).toBeGreaterThan(0);
  expect(mayIdentify(embedding, 0)).toBe(true);
  expect(mayIdentify(embedding, most)).toBe(true);
  expect(mayIdentify(embedding, most + 1)).toBe(false);
});

test('with a laxer target the face alone is enough for more people', () => {
  const lax = policyOf({ FACELOGIN_TARGET_FMR: '0.001' });
  expect(mayIdentify(lax, 8 * most)).toBe(true);
});

test('LBPH vouches for far fewer people, so the name comes first sooner', () => {
  const lbph = policyOf({ FACELOGIN_RECOGNIZER: 'lbph' });
  expect(mayIdentify(lbph, 3)).toBe(false);
  expect(mayIdentify(embedding, 50)).toBe(true);
});

test('the operator may decide otherwise', () => {
  expect(mayIdentify(policyOf({ FACELOGIN_IDENTIFICATION: 'always' }), 10_000)).toBe(true);
  expect(mayIdentify(policyOf({ FACELOGIN_IDENTIFICATION: 'never' }), 1)).toBe(false);
});

test('the threshold for one named person is lower than for a full gallery', () => {
  expect(decisionRule(embedding, { people: 1 }).threshold).toBeLessThan(
    decisionRule(embedding, { people: most }).threshold,
  );
});
