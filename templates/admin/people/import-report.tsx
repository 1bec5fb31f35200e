/** The report of an import by row: a whole one, and one that the script fills. */
import type { Vars } from '../../../src/i18n/index.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { Cell } from '../table.tsx';

/** One row of the report. `cells`: line, name, result, photos, why. */
export type ReportRow = { state: string; refused: boolean; cells: [line: number, ...texts: string[]] };

/** The report of a file. `csv`: the same as a file. `unreached`: rows for which there was no time. */
export type ReportProps = {
  view: View;
  heads: string[];
  rows: ReportRow[];
  dryRun: boolean;
  counts: Vars;
  unread: string[];
  unreached: number;
  csv: string;
};

const TONES: Record<string, string> = { added: 'tag-success', completed: 'tag-success', refused: 'tag-error' };

export function ReportLine({ heads, row }: { heads: string[]; row: ReportRow }) {
  const [line, name, result, photos, why] = row.cells as unknown as [number, string, string, string, string];
  const [lineHead, nameHead, resultHead, photosHead, whyHead] = heads as [string, string, string, string, string];
  return (
    <tr>
      <Cell label={lineHead}>{line}</Cell>
      <Cell label={nameHead}>{name}</Cell>
      <Cell label={resultHead}>
        <span class={`tag ${TONES[row.state] ?? ''}`}>{result}</span>
      </Cell>
      <Cell label={photosHead}>{photos}</Cell>
      <Cell label={whyHead}>{why}</Cell>
    </tr>
  );
}

/** Refused rows come first. */
function ReportTable({ view, heads, rows }: Pick<ReportProps, 'view' | 'heads' | 'rows'>) {
  const line = (row: ReportRow) => <ReportLine heads={heads} row={row} />;
  return (
    <table class="table table-stacked import-report" aria-label={view.t('import.results')}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody data-import-refused>{rows.filter(({ refused }) => refused).map(line)}</tbody>
      <tbody data-import-others>{rows.filter(({ refused }) => !refused).map(line)}</tbody>
    </table>
  );
}

export function Report(props: ReportProps) {
  const { view, dryRun, counts, unread, unreached, csv } = props;
  const { t } = view;
  const refused = Number(counts.refused) + Number(counts.photosRefused) > 0;
  return (
    <section class="import-live" aria-labelledby="report-title">
      <h2 id="report-title">{t(dryRun ? 'import.results.dry' : 'import.results')}</h2>
      <Notice tone={refused || unreached > 0 ? 'warning' : 'success'} live>
        <p>{t('import.counts', counts)}</p>
        <p>{t('import.counts.photos', counts)}</p>
        {unreached > 0 && <p>{t('import.unreached', { count: unreached })}</p>}
        {unread.length > 0 && <p>{t('import.unread', { columns: unread.join(', ') })}</p>}
      </Notice>
      <p class="actions">
        <a class="button button-secondary" download="facelogin-import.csv" href={`data:text/csv;base64,${csv}`}>
          {t('import.report')}
        </a>
      </p>
      <ReportTable {...props} />
    </section>
  );
}

/** What the script fills while it imports row by row. */
export function LiveReport({ view, heads }: { view: View; heads: string[] }) {
  const { t } = view;
  return (
    <section class="import-live" data-import-live hidden aria-labelledby="live-title">
      <h2 id="live-title" data-import-title data-dry={t('import.results.dry')} data-real={t('import.results')}>
        {t('import.results')}
      </h2>
      <div data-import-problem role="alert" />
      <progress data-import-progress class="import-progress" aria-labelledby="live-title" />
      <p
        class="import-said"
        data-import-said
        role="status"
        data-reading={t('import.progress.reading')}
        data-progress={t('import.progress')}
        data-stopped={t('import.stopped')}
        data-lost={t('import.lost')}
        data-counts={t('import.counts')}
        data-photos={t('import.counts.photos')}
      />
      <p class="actions">
        <Button type="button" kind="secondary" data-import-stop>
          {t('import.stop')}
        </Button>
        <Button type="button" kind="secondary" data-import-on hidden>
          {t('import.go-on')}
        </Button>
        <a
          href="/admin/people/import"
          class="button button-secondary"
          download="facelogin-import.csv"
          data-import-file
          hidden
        >
          {t('import.report')}
        </a>
      </p>
      <ReportTable view={view} heads={heads} rows={[]} />
    </section>
  );
}
