import { expect, test } from 'bun:test';
import { type Coming, presentDays } from './days.ts';
import { daysLater, localTime, startOfDay, timeOf } from './times.ts';

const NOW = new Date('2026-03-05T18:00');
const at = (text: string) => new Date(text);
const rec = (direction: 'in' | 'out', time: string, userId = 'anna'): Coming => ({ userId, direction, at: at(time) });
const brief = (records: Coming[], now = NOW) =>
  presentDays(records, now).map(
    ({ userId, day, came, went, minutes, there, incomplete }) =>
      `${userId} ${day} ${came ? localTime(came).slice(11) : '-'} ${went ? localTime(went).slice(11) : '-'} ${minutes}${there ? ' there' : ''}${incomplete ? ` ?${incomplete}` : ''}`,
  );

test('pauses are not counted', () => {
  const day = [rec('in', '2026-03-02T08:00'), rec('out', '2026-03-02T12:00'), rec('in', '2026-03-02T12:30')];
  expect(brief([...day, rec('out', '2026-03-02T17:01')])).toEqual(['anna 2026-03-02 08:00 17:01 511']);
});

test('a night shift counts for the day on which it began', () => {
  expect(brief([rec('in', '2026-03-02T22:00'), rec('out', '2026-03-03T06:00')])).toEqual([
    'anna 2026-03-02 22:00 06:00 480',
  ]);
});

test('who has not gone yet is there; after sixteen hours the going is missing', () => {
  expect(brief([rec('in', '2026-03-05T08:00')])).toEqual(['anna 2026-03-05 08:00 - 0 there']);
  expect(brief([rec('in', '2026-03-05T01:59')])).toEqual(['anna 2026-03-05 01:59 - 0 ?1']);
});

test('a going without a coming, and a coming before another, are named and make no hours', () => {
  expect(brief([rec('out', '2026-03-02T17:00')])).toEqual(['anna 2026-03-02 - 17:00 0 ?1']);
  const twice = [rec('in', '2026-03-02T08:00'), rec('in', '2026-03-02T09:00'), rec('out', '2026-03-02T10:00')];
  expect(brief(twice)).toEqual(['anna 2026-03-02 08:00 10:00 60 ?1']);
  expect(brief([rec('in', '2026-03-02T08:00'), rec('out', '2026-03-03T08:00')])).toEqual([
    'anna 2026-03-03 - 08:00 0 ?1',
    'anna 2026-03-02 08:00 - 0 ?1',
  ]);
});

test('people are kept apart, and the latest day comes first', () => {
  const records = [rec('in', '2026-03-02T08:00'), rec('in', '2026-03-02T08:01', 'berta')];
  const goings = [rec('out', '2026-03-02T09:00'), rec('out', '2026-03-02T09:02', 'berta')];
  expect(brief([...records, ...goings, rec('in', '2026-03-05T17:00', 'berta')])).toEqual([
    'berta 2026-03-05 17:00 - 0 there',
    'anna 2026-03-02 08:00 09:00 60',
    'berta 2026-03-02 08:01 09:02 61',
  ]);
});

test('a day or a time that no calendar has is none', () => {
  for (const text of ['2026-02-30', '2026-13-01', '1899-01-01', '2026-3-1', '', "2026-03-01'", undefined]) {
    expect(startOfDay(text)).toBeUndefined();
  }
  for (const text of ['2026-02-30T08:00', '2026-03-02T24:00', '2026-03-02', '2026-03-02T08:00Z']) {
    expect(timeOf(text)).toBeUndefined();
  }
  expect(timeOf('2026-03-02T08:15')).toEqual(at('2026-03-02T08:15'));
  expect(daysLater(startOfDay('2026-02-28')!, 1)).toEqual(startOfDay('2026-03-01')!);
});
