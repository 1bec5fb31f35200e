/** The audit trail, the newest first. */
import { formatTime } from '../parts/format.ts';
import type { View } from '../view.ts';
import { detailText } from './details.ts';
import { ChoiceFilter, DayFilter, TextFilter } from './filter.tsx';
import { kindLabel } from './labels.ts';
import { PersonLink } from './person-link.tsx';
import { Cell, Filters, hrefWith, Results } from './table.tsx';

export type AuditItem = {
  at: Date;
  kind: string;
  userId: string | null;
  username: string | null;
  pseudonym: string | null;
  actorId: string | null;
  actorName: string | null;
  detail: Record<string, string | number | boolean>;
};

export type AuditFilterValues = { kind: string; person: string; from: string; to: string };

const PATH = '/admin/audit';

type TableProps = {
  view: View;
  rows: AuditItem[];
  none: string;
  next?: string | undefined;
  first?: string | undefined;
  id?: 'results';
  csv?: string;
};

export function AuditTable({ view, rows, ...rest }: TableProps) {
  const { t } = view;
  const heads = [
    t('admin.attempt.time'),
    t('admin.audit.what'),
    t('admin.audit.whom'),
    t('admin.audit.by'),
    t('admin.audit.detail'),
  ];
  const [time, what, whom, by, detail] = heads as [string, string, string, string, string];
  return (
    <Results
      view={view}
      label={t('admin.audit')}
      columns={heads}
      {...rest}
      rows={rows.map((row) => (
        <tr>
          <Cell label={time}>{formatTime(view.locale, row.at)}</Cell>
          <Cell label={what}>{kindLabel(view, row.kind)}</Cell>
          <Cell label={whom}>
            {row.pseudonym ? (
              <span class="muted">{row.pseudonym}</span>
            ) : (
              <PersonLink id={row.userId} name={row.username} />
            )}
          </Cell>
          <Cell label={by}>
            <PersonLink id={row.actorId} name={row.actorName} />
          </Cell>
          <Cell label={detail}>
            <span class="small">{detailText(view, row.detail)}</span>
          </Cell>
        </tr>
      ))}
    />
  );
}

export type AuditPageProps = {
  view: View;
  rows: AuditItem[];
  kinds: readonly string[];
  filter: AuditFilterValues;
  later: boolean;
  next?: string;
};

export function AuditPage({ view, rows, kinds, filter, later, next }: AuditPageProps) {
  const { t } = view;
  const choices = kinds.map((value) => ({ value, label: kindLabel(view, value) }));
  return (
    <>
      <Filters view={view} path={PATH}>
        <ChoiceFilter view={view} name="kind" label={t('admin.audit.what')} value={filter.kind} choices={choices} />
        <TextFilter name="person" label={t('label.username')} value={filter.person} />
        <DayFilter name="from" label={t('admin.filter.from')} value={filter.from} />
        <DayFilter name="to" label={t('admin.filter.to')} value={filter.to} />
      </Filters>
      <AuditTable
        view={view}
        rows={rows}
        none={t('admin.audit.none')}
        id="results"
        csv={hrefWith(`${PATH}.csv`, filter)}
        first={later ? hrefWith(PATH, filter) : undefined}
        next={next && hrefWith(PATH, { ...filter, after: next })}
      />
      <p class="hint">{t('admin.filter.utc')}</p>
    </>
  );
}
