/** All accounts, by name. */
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Form } from '../../parts/form.tsx';
import { formatDate } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { ChoiceFilter, TextFilter } from '../filter.tsx';
import { Cell, Filters, hrefWith, Results } from '../table.tsx';

export type PersonRow = {
  id: string;
  username: string;
  displayName: string;
  role: 'user' | 'admin';
  /** A person without a way in. */
  subject: boolean;
  disabledAt: Date | null;
  faceOffAt: Date | null;
  enrolledAt: Date | null;
  lastSignInAt: Date | null;
};

/** One account as its page shows it. */
export type PersonDetail = PersonRow & {
  createdAt: Date;
  faceFailures: number;
  passkeys: number;
  enrollment: { enrolledAt: Date; consentVersion: string; consentedAt: Date; lastUsedAt: Date | null } | null;
  templates: { recognizer: string; count: number }[];
  sessions: { userAgent: string; address: string; lastUsedAt: Date; method: 'password' | 'face' | 'passkey' }[];
};

export type PeoplePageProps = {
  view: View;
  rows: PersonRow[];
  filter: { name: string; state: string };
  /** `after`: the name before this page's first row. `next`: the same for the next page. */
  after: string;
  next?: string;
};

const PATH = '/admin/people';
const STATES = ['enrolled', 'face-off', 'disabled', 'admin'] as const;

/** Role and state of an account, as badges. */
export function StateBadges({ view, person }: { view: View; person: Omit<PersonRow, 'id' | 'lastSignInAt'> }) {
  const { t } = view;
  return (
    <>
      {person.subject && <span class="tag">{t('api.subject')}</span>}
      {person.role === 'admin' && <span class="tag tag-accent">{t('admin.state.admin')}</span>}
      {person.disabledAt && <span class="tag tag-error">{t('admin.state.disabled')}</span>}
      {person.faceOffAt && <span class="tag tag-hint">{t('admin.state.face-off')}</span>}
      {person.enrolledAt && <span class="tag">{t('admin.state.enrolled')}</span>}
    </>
  );
}

function PeopleTable({ view, rows, filter, after, next }: PeoplePageProps) {
  const { t, locale } = view;
  const heads = [t('label.username'), t('label.display-name'), t('admin.state'), t('admin.person.last-sign-in')];
  const [name, display, state, last] = heads as [string, string, string, string];
  return (
    <Results
      view={view}
      label={t('admin.people')}
      columns={heads}
      none={t('admin.people.none')}
      id="results"
      first={after ? hrefWith(PATH, filter) : undefined}
      next={next && hrefWith(PATH, { ...filter, after: next })}
      rows={rows.map((person) => (
        <tr>
          <Cell label={name}>
            <a href={`${PATH}/${person.id}`}>{person.username}</a>
          </Cell>
          <Cell label={display}>{person.displayName}</Cell>
          <Cell label={state}>
            <StateBadges view={view} person={person} />
          </Cell>
          <Cell label={last}>
            {person.lastSignInAt ? formatDate(locale, person.lastSignInAt) : t('admin.person.never')}
          </Cell>
        </tr>
      ))}
    />
  );
}

export function PeoplePage(props: PeoplePageProps) {
  const { view, filter } = props;
  const { t } = view;
  return (
    <>
      <Filters view={view} path={PATH}>
        <TextFilter name="name" label={t('admin.people.search')} value={filter.name} />
        <ChoiceFilter
          view={view}
          name="state"
          label={t('admin.state')}
          value={filter.state}
          choices={STATES.map((value) => ({ value, label: t(`admin.state.${value}`) }))}
        />
      </Filters>
      <PeopleTable {...props} />
      <div class="actions">
        <Form view={view} action="/admin/invites">
          <Button kind="secondary">{t('admin.link.invite')}</Button>
        </Form>
        <ButtonLink href={`${PATH}/import`} kind="secondary">
          {t('import.title')}
        </ButtonLink>
        <ButtonLink href={`${PATH}/export.csv`} kind="plain">
          {t('export.csv')}
        </ButtonLink>
        <ButtonLink href={`${PATH}/export.json`} kind="plain">
          {t('export.json')}
        </ButtonLink>
      </div>
    </>
  );
}
