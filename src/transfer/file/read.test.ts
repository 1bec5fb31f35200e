import { describe, expect, test } from 'bun:test';
import { csvLine } from '../../admin/records/csv.ts';
import { FileProblem } from '../why.ts';
import { FILE_BYTES } from './decode.ts';
import { MOST_ROWS, readPeopleFile } from './read.ts';
import { markRepeats } from './repeats.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const now = new Date('2026-03-02T10:00:00Z');

function problemOf(file: Uint8Array): string {
  try {
    readPeopleFile(file);
    return 'none';
  } catch (error) {
    if (error instanceof FileProblem) return error.why.key;
    throw error;
  }
}

describe('a file of people', () => {
  test('is read with comma, semicolon and tab, with a byte order mark, both line ends and quotes', () => {
    for (const delimiter of [',', ';', '\t']) {
      for (const end of ['\n', '\r\n']) {
        const lines = [
          ['Name', 'display name', 'groups'].join(delimiter),
          ['anna', `"Huber${delimiter} ""Anna"""`, '"staff;cellar"'].join(delimiter),
          '',
          ['bertha', 'Bertha', ''].join(delimiter),
          '',
        ];
        const { rows } = readPeopleFile(bytes(`\ufeff${lines.join(end)}`));
        expect(rows.map(({ line, cells: { name, displayName, groups } }) => [line, name, displayName, groups])).toEqual(
          [
            [2, 'anna', `Huber${delimiter} "Anna"`, 'staff;cellar'],
            [4, 'bertha', 'Bertha', ''],
          ],
        );
      }
    }
  });

  test('tells which columns it does not read, but for those that an export adds', () => {
    const { unread } = readPeopleFile(bytes('name,fotos,role,createdAt,\nanna,x,user,2026,\n'));
    expect(unread).toEqual(['fotos']);
  });

  test('in another encoding is refused with the way out', () => {
    const utf16 = new Uint8Array(Buffer.from('\ufeffname\nanna\n', 'utf16le'));
    expect(problemOf(utf16)).toBe('import.file.utf16');
    expect(problemOf(new Uint8Array(Buffer.from('\ufeffname\nanna\n', 'utf16le').swap16()))).toBe('import.file.utf16');
    expect(problemOf(utf16.subarray(2))).toBe('import.file.utf16');
    expect(problemOf(new Uint8Array(Buffer.from('name\nJürgen\n', 'latin1')))).toBe('import.file.encoding');
  });

  test('that is no such table is refused, and says where', () => {
    expect(problemOf(bytes(''))).toBe('import.file.empty');
    expect(problemOf(bytes('anna,Anna\nbertha,Bertha\n'))).toBe('import.file.header');
    expect(problemOf(bytes('groups,photos\nstaff,a.jpg\n'))).toBe('import.file.header');
    expect(problemOf(bytes('name,NAME\nanna,anna\n'))).toBe('import.file.twice');
    expect(problemOf(bytes('name\n\n \n'))).toBe('import.file.no-rows');
    expect(problemOf(bytes('name,displayName\nanna,"Anna\nbertha,B\n'))).toBe('import.file.quotes');
  });

  test('that is too large is refused: its bytes, its rows, one row', () => {
    expect(problemOf(new Uint8Array(FILE_BYTES + 1).fill(0x61))).toBe('import.file.large');
    const names = (count: number) => bytes(`name\n${'a\n'.repeat(count)}`);
    expect(problemOf(names(MOST_ROWS + 1))).toBe('import.file.rows');
    expect(readPeopleFile(names(MOST_ROWS)).rows).toHaveLength(MOST_ROWS);
    expect(problemOf(bytes(`name\n${'x'.repeat(20_000)}\n`))).toBe('import.file.row-large');
  });

  test('has a row with more cells than columns: that row is refused, and no other', () => {
    const { rows } = readPeopleFile(bytes('name;groups\nanna;staff;cellar\nbertha;staff\n'));
    expect(rows.map(({ problem }) => problem?.key)).toEqual(['import.row.cells', undefined]);
  });

  test('that an export guarded against formulas is read as it was', () => {
    const { rows } = readPeopleFile(bytes(csvLine(['name', 'displayName']) + csvLine(['-anna', '=Anna'])));
    expect(rows[0]!.cells).toMatchObject({ name: '-anna', displayName: '=Anna' });
  });
});

test('a later row with the same name in any spelling, or the same photo, is refused', () => {
  const consent = 'A. Huber 2026-03-01';
  const { rows } = readPeopleFile(
    bytes(
      `name,photos,consent,signIn\nanna,1.jpg;2.jpg,${consent},\nANNA,,,\nbertha,2.jpg,${consent},\nanna,,,no\ncarla,3.jpg,${consent},\n`,
    ),
  );
  const marked = markRepeats(rows, now).map(({ problem }) => problem && [problem.key, problem.vars?.line]);
  expect(marked).toEqual([
    undefined,
    ['import.row.same-name', 2],
    ['import.row.same-photo', 2],
    // Somebody without a way in has a name of another kind.
    undefined,
    undefined,
  ]);
});
