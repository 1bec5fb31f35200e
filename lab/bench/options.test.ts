import { describe, expect, test } from 'bun:test';
import { numbersOf, readOptions } from './options.ts';

describe('options of a bench', () => {
  test('have their defaults where nothing else is said', () => {
    expect(readOptions(['--people', '5'], { people: '1000', rounds: '15', frame: undefined })).toEqual({
      people: '5',
      rounds: '15',
      frame: undefined,
      json: undefined,
    });
    expect(readOptions(['--json', 'x.json'], {}).json).toBe('x.json');
    expect(() => readOptions(['--peopel', '5'], { people: '1000' })).toThrow('--peopel');
  });

  test('that are lists of numbers hold numbers above 0', () => {
    expect(numbersOf('1000,10000')).toEqual([1000, 10000]);
    for (const list of ['', '0', '-1', '10,x']) expect(() => numbersOf(list)).toThrow('numbers above 0');
  });
});
