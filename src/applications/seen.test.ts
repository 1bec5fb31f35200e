import { expect, test } from 'bun:test';
import { lastSeen, lastStrays, noteSeen, type Seen } from './seen.ts';

const at = new Date('2026-11-27T12:00:00Z');
const seen = (more: Partial<Seen> = {}): Seen => ({ at, proxy: '192.0.2.1', asked: '/gateway/forward-auth', ...more });

test('of an origin the last request that was understood and the last that was not are remembered', () => {
  const wrong = seen({ problem: 'proxy-unknown' });
  const later = seen({ at: new Date(at.getTime() + 1000) });
  for (const one of [seen(), wrong, later]) noteSeen('https://a.example', one);
  expect(lastSeen('https://a.example')).toEqual({ fine: later, wrong });
  expect(lastSeen('https://b.example')).toEqual({});
});

test('made-up origins push out each other, never one that goes on being asked for', () => {
  for (let n = 0; n < 2000; n++) {
    if (n % 100 === 0) noteSeen('https://real.example', seen());
    noteSeen(`https://${n}.example`, seen({ problem: 'origin-unknown' }));
  }
  expect(lastSeen('https://real.example').fine).toEqual(seen());
  expect(lastSeen('https://0.example')).toEqual({});
  expect(lastSeen('https://1999.example').wrong?.problem).toBe('origin-unknown');
});

test('of requests without an origin the newest twenty are remembered', () => {
  for (let n = 0; n < 30; n++) noteSeen(undefined, seen({ problem: 'header-missing', header: `X-${n}` }));
  expect(lastStrays()).toHaveLength(20);
  expect(lastStrays()[0]?.header).toBe('X-29');
});
