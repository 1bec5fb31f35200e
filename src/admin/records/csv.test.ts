import { expect, test } from 'bun:test';
import { type CsvValue, csvLine, csvStream } from './csv.ts';

test.each([
  ['=cmd|calc', `"'=cmd|calc"`],
  ['+1', `"'+1"`],
  ['-1+1', `"'-1+1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
])('%p is no formula to a spreadsheet', (value, written) => {
  expect(csvLine([value])).toBe(`${written}\r\n`);
});

test('cells that hold commas, quotes or lines stay one cell', () => {
  expect(csvLine(['a,b', 'say "no"', 'two\nlines', 'plain'])).toBe('"a,b","say ""no""","two\nlines",plain\r\n');
});

test('numbers, times and nothing are written as they are', () => {
  expect(csvLine([-0.5, 3, true, new Date('2026-03-02T10:00:00Z'), null, undefined])).toBe(
    '-0.5,3,true,2026-03-02T10:00:00.000Z,,\r\n',
  );
});

test('a reader who takes nothing is read nothing for, and one who leaves ends the reading', async () => {
  let read = 0;
  let left = false;
  async function* batches(): AsyncGenerator<CsvValue[][]> {
    try {
      for (;;) {
        read++;
        yield [[read]];
      }
    } finally {
      left = true;
    }
  }
  const reader = csvStream(['n'], batches()).getReader();
  await reader.read();
  await reader.read();
  expect(read).toBeLessThanOrEqual(3);
  await reader.cancel();
  expect(left).toBe(true);
});
