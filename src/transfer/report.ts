/** What an import says of each row. */
import type { Translate } from '../i18n/index.ts';
import { type Why, whyText } from './why.ts';

/**
 * - `added`: the person is new. `completed`: an earlier run brought the person, and this one photos.
 * - `same`: an earlier run did all of it. `refused`: nothing was written.
 */
export type RowState = 'added' | 'completed' | 'same' | 'refused';
/** `already`: an earlier run enrolled it. `later`: it was not sent with this run. `left`: the face is another's by now. */
export type PhotoState = 'enrolled' | 'already' | 'refused' | 'later' | 'left';
export type PhotoResult = { name: string; state: PhotoState; why?: Why };
/** `why`: of a refusal, or what an administrator should look at. */
export type RowResult = { line: number; name: string; state: RowState; why: Why[]; photos: PhotoResult[] };

/** Whether something of the row was refused. */
export function hasRefusal({ state, photos }: RowResult): boolean {
  return state === 'refused' || photos.some((photo) => photo.state === 'refused');
}

export type Counts = Record<RowState, number> & { photos: number; photosRefused: number; photosLater: number };

export function countResults(results: readonly RowResult[]): Counts {
  const rows = (state: RowState) => results.filter((row) => row.state === state).length;
  const photos = (state: PhotoState) =>
    results.reduce((sum, row) => sum + row.photos.filter((photo) => photo.state === state).length, 0);
  return {
    ...{ added: rows('added'), completed: rows('completed'), same: rows('same'), refused: rows('refused') },
    ...{ photos: photos('enrolled'), photosRefused: photos('refused'), photosLater: photos('later') },
  };
}

/** Everything that was refused or is to be looked at, in one text. */
export function reasonText({ why, photos }: RowResult, t: Translate): string {
  const rows = why.map((one) => whyText(one, t));
  const refused = photos.flatMap(({ name, why: one }) =>
    one ? [t('import.column', { column: name, text: whyText(one, t) })] : [],
  );
  return [...rows, ...refused].join(' ');
}

/** The columns of the report, and the same as a file. */
export function reportCells(result: RowResult, t: Translate): [line: number, ...texts: string[]] {
  const { line, name, state, photos } = result;
  const count = (wanted: PhotoState) => photos.filter((photo) => photo.state === wanted).length;
  const enrolled = photos.length === 0 ? '' : `${count('enrolled') + count('already')}/${photos.length}`;
  return [line, name, t(`import.state.${state}`), enrolled, reasonText(result, t)];
}

export function reportHeads(t: Translate): string[] {
  return [t('import.line'), t('label.username'), t('import.result'), t('import.photos'), t('import.why')];
}
