/** The administrator's lists: filters, a table whose rows become cards on a phone, and pages. */
import type { Child } from 'hono/jsx';
import { Button, ButtonLink } from '../parts/button.tsx';
import type { View } from '../view.ts';

/** Filters and page links swap `#results`. Without a script they load a whole page. */
const SWAP = {
  'hx-target': '#results',
  'hx-select': '#results',
  'hx-swap': 'outerHTML show:none',
  'hx-push-url': 'true',
};

/** An address with the filters that are not empty. */
export function hrefWith(path: string, filters: Record<string, string | undefined>): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return query ? `${path}?${query}` : path;
}

/** A form of filters. A change in one of them asks for the rows again. */
export function Filters({ view, path, children }: { view: View; path: string; children?: Child }) {
  return (
    <form
      method="get"
      action={path}
      class="filters"
      hx-get={path}
      hx-trigger="submit, input delay:400ms"
      hx-sync="this:replace"
      {...SWAP}
    >
      {children}
      <div class="filters-submit">
        <Button kind="secondary">{view.t('admin.filter')}</Button>
      </div>
    </form>
  );
}

type TableProps = {
  view: View;
  /** The table's name for screen readers. */
  label: string;
  columns: string[];
  rows: Child[];
  /** Left out where the table is a part of another page and has no filters. */
  id?: 'results' | undefined;
  /** Address of the rows as a file. */
  csv?: string | undefined;
  /** Address of the next page. */
  next?: string | undefined;
  /** Address of the first page, where this is another one. */
  first?: string | undefined;
  /** On a phone each value has a line of its own: two would not fit. */
  stacked?: boolean;
  /** The text where there are no rows. */
  none: string;
};

/** Links to other pages and to the rows as a file. */
function Pages({ view, rows, csv, next, first }: TableProps) {
  const { t } = view;
  if (!first && !next && !csv) return null;
  return (
    <nav class="actions pages" aria-label={t('admin.pages')}>
      {first && (
        <ButtonLink href={first} kind="secondary">
          {t('admin.pages.first')}
        </ButtonLink>
      )}
      {next && (
        <ButtonLink href={next} kind="secondary">
          {t('admin.pages.next')}
        </ButtonLink>
      )}
      {csv && rows.length > 0 && (
        <ButtonLink href={csv} kind="plain">
          {t('admin.pages.csv')}
        </ButtonLink>
      )}
    </nav>
  );
}

/** A table, or `none` in its place. Each row is a `<tr>` of `Cell`s, which name their column on a phone. */
export function Results(props: TableProps) {
  const { label, columns, rows, none, id, stacked } = props;
  return (
    <div id={id}>
      {rows.length === 0 ? (
        <p class="empty">{none}</p>
      ) : (
        <table class={stacked ? 'table table-stacked' : 'table'} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>{rows}</tbody>
        </table>
      )}
      <Pages {...props} />
    </div>
  );
}

/** One cell. `label` is the head of its column, or empty where the cell says it itself. */
export function Cell({ label, children }: { label: string; children?: Child }) {
  return (
    <td data-label={label}>
      <span class="cell">{children}</span>
    </td>
  );
}
