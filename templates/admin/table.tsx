/** Lists of the administrator's: tables that become cards on a phone, filters above them and pages below. */
import type { Child } from 'hono/jsx';
import { Button, ButtonLink } from '../parts/button.tsx';
import type { View } from '../view.ts';

/** What htmx swaps when a filter changes or a page is turned; without script the same links and forms load pages. */
const SWAP = {
  'hx-target': '#results',
  'hx-select': '#results',
  'hx-swap': 'outerHTML show:none',
  'hx-push-url': 'true',
};

/** `filters` by name, without those that are empty. */
export function hrefWith(path: string, filters: Record<string, string | undefined>): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return query ? `${path}?${query}` : path;
}

/** Fields that choose rows: asks again when one changes. */
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
  /** Names the table for who cannot see it. */
  label: string;
  columns: string[];
  rows: Child[];
  /** Of a page of its own, whose filters swap `#results`: absent where the table is a part of another page. */
  id?: 'results' | undefined;
  /** The same rows as a file. */
  csv?: string | undefined;
  /** Where the next page is, where there is one. */
  next?: string | undefined;
  /** Where the first page is, where this is another one. */
  first?: string | undefined;
  /** What to say where nothing fits. */
  none: string;
};

/** Turning pages, and the rows as a file. Nothing where there is neither. */
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
  const { label, columns, rows, none, id } = props;
  return (
    <div id={id}>
      {rows.length === 0 ? (
        <p class="empty">{none}</p>
      ) : (
        <table class="table" aria-label={label}>
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

/** One cell; `label` is its column's head. */
export function Cell({ label, children }: { label: string; children?: Child }) {
  return (
    <td data-label={label}>
      <span class="cell">{children}</span>
    </td>
  );
}
