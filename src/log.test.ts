import { afterEach, describe, expect, spyOn, test } from 'bun:test';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { briefCauseOf, causeOf, createLog, createTally, inRequest, type LogFormat, silentLog } from './log.ts';

const restore: (() => void)[] = [];
afterEach(() => {
  for (const step of restore.splice(0)) step();
});

/** Runs the work. @returns what it wrote to the two streams. */
function written(work: () => void): { out: string; err: string } {
  const told = { out: '', err: '' };
  for (const [name, stream] of [
    ['out', process.stdout],
    ['err', process.stderr],
  ] as const) {
    const spy = spyOn(stream, 'write').mockImplementation((text) => {
      told[name] += String(text);
      return true;
    });
    restore.push(() => spy.mockRestore());
  }
  work();
  for (const step of restore.splice(0)) step();
  return told;
}

describe('the log', () => {
  test('for people is a line with its fields; warnings and errors go to standard error', () => {
    const log = createLog('text');
    const { out, err } = written(() => {
      log.info('Ready', { people: 2, note: undefined });
      log.error('Gone', { cause: 'two\nlines' });
    });
    expect(out).toBe('Ready people=2\n');
    expect(err).toBe('error: Gone cause="two\\nlines"\n');
  });

  test('for a collector is one object a line, with time and level', () => {
    const { out } = written(() => createLog('json').info('Ready', { people: 2 }));
    expect(out.endsWith('\n')).toBe(true);
    expect(JSON.parse(out)).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'info',
      message: 'Ready',
      people: 2,
    });
  });

  test.each(['text', 'json'] as LogFormat[])('carries the id of its request (%s)', async (format) => {
    const log = createLog(format);
    const { err } = written(() => {
      inRequest('id-1', () => log.warn('Slow'));
      log.warn('Other');
    });
    const [first, second] = err.split('\n');
    expect(first).toContain('id-1');
    expect(second).not.toContain('id-1');
  });
});

describe('a fact that comes often', () => {
  test('has a line at once, then one an interval with the number of times, and none once it is over', async () => {
    const lines: string[] = [];
    const warn = (message: string, fields: object = {}) => void lines.push(`${message} ${JSON.stringify(fields)}`);
    const tally = createTally({ ...silentLog, warn }, 20);
    for (let i = 0; i < 300; i++) tally('warn', 'full', 'Full', { status: 503 });
    tally('warn', 'other', 'Other');
    expect(lines).toEqual(['Full {"status":503,"count":1}', 'Other {"count":1}']);
    while (lines.length < 3) await Bun.sleep(1);
    expect(lines[2]).toBe('Full {"status":503,"count":299}');
    // An interval without the fact ends its series: the next time counts as a first one.
    while (!lines.slice(3).includes('Full {"status":503,"count":1}')) {
      await Bun.sleep(45);
      tally('warn', 'full', 'Full', { status: 503 });
    }
  });

  test('has no id of a request: its lines stand for many', () => {
    const { err } = written(() => inRequest('id-1', () => createTally(createLog('text'))('warn', 'k', 'Full')));
    expect(err).toBe('warning: Full count=1\n');
  });
});

describe('a cause in the log', () => {
  test('holds a failed statement without its values and without the database message that quotes them', () => {
    const said = Object.assign(new Error('invalid input syntax for type uuid: "alice@example.org"'), {
      severity: 'ERROR',
      code: '22P02',
      routine: 'string_to_uuid',
    });
    const cause = causeOf(new DrizzleQueryError('select * from users where id = $1', ['alice@example.org'], said));
    expect(cause).toContain('select * from users where id = $1');
    expect(cause).toContain('PostgreSQL 22P02 (string_to_uuid)');
    expect(cause).not.toContain('alice');
  });

  test('tells where the error was thrown', () => {
    expect(causeOf(new RangeError('too far'))).toMatch(/^RangeError: too far\nat .*log\.test\.ts/);
  });

  test('of an expected error is one line, without a place in the code', () => {
    const error = new Error('away', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    expect(briefCauseOf(error)).toBe('Error: away, caused by Error ECONNREFUSED: refused');
  });
});
