import { expect, test } from 'bun:test';
import { seededRandom } from '../../../src/biometrics/random.ts';
import { putBlank } from '../../../test/helpers/data/blank.ts';
import { faultLine } from '../fuzz.ts';
import { makePictures } from './bodies.ts';
import { fuzzApi } from './fuzz.ts';
import { type ApiRequest, drawRequest, type Operation } from './requests.ts';
import { apiFault } from './verdict.ts';

/** The command sends as many as one likes; the same seed draws these first. */
const REQUESTS = 700;
const SEED = 7;

test(`${REQUESTS} requests by the description (seed ${SEED}) are answered as it says, and no key exceeds its scopes`, async () => {
  const report = await fuzzApi({ requests: REQUESTS, seed: SEED, log: () => {}, prepare: putBlank });
  expect(report.faults.map(faultLine)).toEqual([]);
  expect(Object.values(report.statuses).reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  // They got somewhere, and were refused for every reason. 409 is too rare to count on: about three of them.
  for (const status of ['200', '201', '204', '400', '401', '403', '404', '405', '415', '422']) {
    expect(`${status}: ${(report.statuses[status] ?? 0) > 5}`).toBe(`${status}: true`);
  }
}, 600_000);

const operation: Operation = {
  ...{ method: 'POST', path: '/api/v1/groups', scopes: ['people:write'], statuses: [201, 401, 403, 422, 503] },
  parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200 } }],
  body: { media: 'application/json', schema: { type: 'object', properties: { name: { type: 'string' } } } },
};

test('a seed draws the same requests again, and another one others', async () => {
  const pictures = await makePictures();
  const draw = (seed: number) => {
    const pool = { random: seededRandom(seed), ids: { groups: ['1'] }, cursors: [], schemas: {} };
    return Array.from({ length: 50 }, () => drawRequest([operation], pool, pictures));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

const request: ApiRequest = {
  who: 'right',
  method: 'POST',
  path: '/api/v1/groups',
  headers: {},
  operation,
  straight: true,
};
const headers = {
  ...{ 'x-request-id': '1', 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' },
  'content-type': 'application/problem+json',
};
const problemOf = (status: number) => ({ status, headers, body: JSON.stringify({ status, title: 'x' }) });
const made = { status: 201, headers: { ...headers, 'content-type': 'application/json' }, body: '{}' };

test.each([
  ['a problem', {}, problemOf(422), undefined],
  ['an answer', {}, made, undefined],
  ['a failure', {}, problemOf(500), 'status 500'],
  ['an answer to nobody', { who: 'nobody' }, made, 'nobody got through'],
  ['an answer to a key without the scope', { who: 'people:read' }, made, 'people:read got through'],
  ['a wrong refusal', { who: 'expired' }, problemOf(403), '403 in place of 401'],
  ['a status that nobody expects', {}, problemOf(418), 'status 418 is not declared'],
  [
    'an error in another form',
    {},
    { ...problemOf(422), headers: { ...headers, 'content-type': 'text/html' } },
    'an error',
  ],
] as const)('%s is told from what it should be', (_, asked, answer, fault) => {
  const found = apiFault({ ...request, ...asked }, answer, 'http://localhost:1');
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toStartWith(fault);
});
