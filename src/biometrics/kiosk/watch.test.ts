import { describe, expect, test } from 'bun:test';
import { as, far, kiosk, nobody, policy, showing } from '../../../test/helpers/camera/walk-past.ts';
import type { Candidate } from '../observation.ts';
import { isSettled, isVisiting, VISIT_MS } from './watch.ts';

describe('visits', () => {
  test('a person is greeted after two agreeing frames, within a second', () => {
    const { frame, greeted, now } = kiosk();
    const began = now();
    expect(frame(showing(as('anna'))).kind).toBe('looking');
    expect(frame(showing(as('anna'))).kind).toBe('found');
    expect(now() - began).toBeLessThan(1_000);
    expect(greeted).toEqual(['anna']);
  });

  test('a person who stays for an hour is one visit', () => {
    const { during, greeted } = kiosk();
    during(3_600_000, showing(as('anna')), 1_500);
    expect(greeted).toEqual(['anna']);
  });

  test('a person who turns away and comes back within two minutes is still the same visit', () => {
    const { during, greeted } = kiosk();
    during(2_000, showing(as('anna')));
    during(VISIT_MS - 5_000, nobody, 2_000);
    during(2_000, showing(as('anna')));
    expect(greeted).toEqual(['anna']);
  });

  test('a person who comes back later is a new visit', () => {
    const { during, greeted } = kiosk();
    during(2_000, showing(as('anna')));
    during(VISIT_MS + 2_000, nobody, 2_000);
    during(2_000, showing(as('anna')));
    expect(greeted).toEqual(['anna', 'anna']);
  });

  test('people who come one after the other are greeted once each, also when they come by turns', () => {
    const { during, greeted } = kiosk();
    for (const userId of ['anna', 'ben', 'anna', 'cleo', 'ben']) during(1_500, showing(as(userId)));
    expect(greeted).toEqual(['anna', 'ben', 'cleo']);
  });

  test('two different people in two frames are nobody', () => {
    const { frame, greeted } = kiosk();
    for (let i = 0; i < 10; i++) frame(showing(as(i % 2 ? 'anna' : 'ben')));
    expect(greeted).toEqual([]);
  });

  test('a face that is like two people is nobody', () => {
    const { during, greeted } = kiosk();
    during(6_000, showing([...as('anna', 0.7), ...as('ben', 0.68)]));
    expect(greeted).toEqual([]);
  });

  test('a person who is settled needs no hurry, anybody else does', () => {
    const { during, state } = kiosk();
    during(1_000, showing(as('anna')));
    const seenAs = (candidates: Candidate[]) => ({ id: 'x', replayed: false, observation: showing(candidates) });
    expect(isSettled(state(), seenAs(as('anna')), 0.4)).toBe(true);
    expect(isSettled(state(), seenAs(as('ben')), 0.4)).toBe(false);
    expect(isSettled(state(), seenAs([]), 0.4)).toBe(false);
  });
});

describe('strangers', () => {
  const stranger = showing(as('anna', 0.3));

  test('a stranger who stays ends the look after six decisions, and then the kiosk rests', () => {
    const { during, greeted } = kiosk();
    const kinds = during(9_000, stranger).map(({ kind }) => kind);
    expect(kinds.slice(0, 24)).toEqual([...Array<'looking'>(23).fill('looking'), 'unknown']);
    expect(kinds[24]).toBe('resting');
    expect(greeted).toEqual([]);
  });

  test('whoever stays unknown is looked at ever more seldom, at most twice a minute', () => {
    const { during } = kiosk();
    during(600_000, stranger);
    const late = during(600_000, stranger).filter(({ kind }) => kind === 'unknown');
    expect(late.length).toBeGreaterThan(5);
    expect(late.length).toBeLessThanOrEqual(20);
  });

  test('somebody who walks by counts for nothing, and the next person is looked at at once', () => {
    const { during, greeted, state } = kiosk();
    for (let i = 0; i < 50; i++) {
      during(900, stranger);
      during(3_000, nobody);
    }
    expect(state().unknown).toBe(0);
    during(600, showing(as('anna')));
    expect(greeted).toEqual(['anna']);
  });

  test('stepping out of the picture does not shorten the rest of somebody who tries again and again', () => {
    const { during, state, now } = kiosk();
    for (let i = 0; i < 20; i++) {
      during(10_000, stranger);
      during(3_000, nobody);
    }
    expect(state().unknown).toBeGreaterThan(5);
    expect(state().restsUntil).toBeGreaterThan(now() - 30_000);
    const before = state().unknown;
    during(60_000, stranger);
    expect(state().unknown - before).toBeLessThanOrEqual(2);
  });

  test('a recognised person ends the long rests', () => {
    const { during, state } = kiosk();
    during(120_000, stranger);
    during(60_000, showing(as('anna')));
    expect(state().unknown).toBe(0);
  });

  test('a stranger after a known person is not taken for that person', () => {
    const { during, greeted, state, now } = kiosk();
    during(2_000, showing(as('anna')));
    during(VISIT_MS + 1_000, stranger);
    expect(greeted).toEqual(['anna']);
    expect(isVisiting(state(), 'anna', now())).toBe(false);
  });
});

test('a picture that does not look live is not greeted', () => {
  const rules = policy();
  const setting = kiosk({ ...rules, rule: { ...rules.rule, liveness: { passive: 0.4 } } });
  setting.during(30_000, { ...showing(as('anna')), liveness: { passive: 0.1 } });
  expect(setting.greeted).toEqual([]);
  setting.during(40_000, { ...showing(as('anna')), liveness: { passive: 0.9 } });
  expect(setting.greeted).toEqual(['anna']);
});

test('what is kept does not grow, however long a face stays, near or far', () => {
  for (const observation of [nobody, far, showing(as('anna', 0.3)), showing(as('anna'))]) {
    const { during, state } = kiosk();
    during(1_800_000, observation);
    expect(JSON.stringify(state()).length).toBeLessThan(40_000);
    expect(state().look.frameIds.length).toBeLessThan(250);
  }
});

test('a crowd in two minutes is forgotten with the oldest first', () => {
  const { during, state } = kiosk();
  for (let i = 0; i < 150; i++) during(600, showing(as(`person ${i}`)));
  expect(state().visits.length).toBeLessThanOrEqual(100);
  expect(state().visits[0]!.userId).toBe('person 149');
});
