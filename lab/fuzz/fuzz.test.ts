import { expect, test } from 'bun:test';
import { seededRandom } from '../../src/biometrics/random.ts';
import { putBlank } from '../../test/helpers/data/blank.ts';
import { answerFault } from './answers.ts';
import { faultLine, fuzz } from './fuzz.ts';
import { drawRequest, type FuzzRequest } from './requests.ts';

/** The command sends as many as one likes; the same seed draws these first. */
const REQUESTS = 1_000;

test(`${REQUESTS} requests by chance are each answered as they should be, and the server goes on`, async () => {
  const report = await fuzz({ requests: REQUESTS, seed: 5, log: () => {}, prepare: putBlank });
  expect(report.faults.map(faultLine)).toEqual([]);
  expect(Object.values(report.statuses).reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  // They got somewhere: pages, changes, refusals.
  for (const status of ['200', '303', '403', '404']) expect(report.statuses[status]).toBeGreaterThan(10);
  for (const status of ['405', '422']) expect(report.statuses[status]).toBeGreaterThan(0);
}, 600_000);

test('a seed draws the same requests again, and another one others', () => {
  const ground = {
    routes: [{ method: 'POST', path: '/a/:id' }],
    forms: [{ action: '/a', fields: ['b'] }],
    ids: ['1'],
    origin: 'http://x',
  };
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 50 }, () => drawRequest(random, ground));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

const request: FuzzRequest = { who: 'guest', method: 'GET', path: '/x', headers: {} };
const good = {
  'x-request-id': '1',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'content-type': 'text/html; charset=UTF-8',
};
const page = '<!doctype html><html><body>x</body></html>';

test.each([
  ['a page', { status: 404, headers: good, body: page }, undefined],
  ['a failure', { status: 500, headers: good, body: page }, 'status 500'],
  [
    'a bare text',
    { status: 404, headers: { ...good, 'content-type': 'text/plain' }, body: 'Not found' },
    'an error of type',
  ],
  [
    'a page without a policy',
    { status: 200, headers: { ...good, 'content-security-policy': undefined }, body: page },
    'no content',
  ],
  ['a stack', { status: 400, headers: good, body: `${page} at x (/srv/app.ts:10:3)` }, 'words of the machinery'],
  ['a way out', { status: 303, headers: { ...good, location: '//evil.example' }, body: '' }, 'a redirect to'],
  ['half an error', { status: 400, headers: good, body: 'Bad Request' }, 'an error that is no page'],
])('%s is told from what it should be', (_, answer, fault) => {
  const found = answerFault(request, answer, 'http://localhost:1');
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toStartWith(fault);
});
