/** One group: its members, its name, and the applications that are for it. */

import type { FieldErrors } from '../../../src/errors.ts';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { TextFilter } from '../filter.tsx';
import { Cell, Filters, hrefWith, Results } from '../table.tsx';
import { NameForm } from './groups.tsx';

export type GroupPageProps = {
  view: View;
  group: { id: string; name: string };
  members: { id: string; username: string; displayName: string }[];
  applications: { id: string; name: string }[];
  /** Beginning of a user name. */
  search: string;
  /** `after`: the name before this page's first row. `next`: the same for the next page. */
  after: string;
  next?: string;
  /** What was typed into the forms. */
  typed: { name: string; username: string };
  errors: FieldErrors;
  notice?: MessageKey;
};

function Members({ view, group, members, search, after, next }: GroupPageProps) {
  const { t } = view;
  const path = `/admin/groups/${group.id}`;
  const [name, display, remove] = [t('label.username'), t('label.display-name'), t('admin.group.take-out')];
  return (
    <Results
      view={view}
      id="results"
      stacked
      label={t('admin.group.members')}
      columns={[name, display, remove]}
      none={t(search ? 'admin.people.none' : 'admin.group.empty')}
      first={after ? hrefWith(path, { member: search }) : undefined}
      next={next && hrefWith(path, { member: search, after: next })}
      rows={members.map((member) => (
        <tr>
          <Cell label={name}>
            <a href={`/admin/people/${member.id}`}>{member.username}</a>
          </Cell>
          <Cell label={display}>{member.displayName}</Cell>
          <Cell label="">
            <Form view={view} action={`${path}/members/${member.id}/remove`}>
              <Button kind="plain" aria-label={t('admin.group.take-out-named', { name: member.username })}>
                {remove}
              </Button>
            </Form>
          </Cell>
        </tr>
      ))}
    />
  );
}

/** Who is cut off when the group goes is said before. */
function RemoveGroup({ view, group, applications }: Pick<GroupPageProps, 'view' | 'group' | 'applications'>) {
  const { t } = view;
  return (
    <details>
      <summary>{t('admin.group.remove.ask')}</summary>
      <p>{t('admin.group.remove.effect')}</p>
      {applications.length > 0 && (
        <p>{t('admin.group.remove.applications', { names: applications.map(({ name }) => name).join(', ') })}</p>
      )}
      <Form view={view} action={`/admin/groups/${group.id}/remove`}>
        <Button kind="danger">{t('admin.group.remove')}</Button>
      </Form>
    </details>
  );
}

function Applications({ view, applications }: Pick<GroupPageProps, 'view' | 'applications'>) {
  const { t } = view;
  if (applications.length === 0) return <p>{t('admin.group.no-applications')}</p>;
  return (
    <ul>
      {applications.map(({ id, name }) => (
        <li>
          <a href={`/admin/applications/${id}`}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

export function GroupPage(props: GroupPageProps) {
  const { view, group, applications, search, typed, errors, notice } = props;
  const { t } = view;
  const path = `/admin/groups/${group.id}`;
  return (
    <>
      <ErrorSummary view={view} errors={errors} vars={{ name: typed.username }} />
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <h2>{t('admin.group.members')}</h2>
      <NameForm
        view={view}
        action={`${path}/members`}
        field="username"
        label={t('label.username')}
        submit={t('admin.group.put-in')}
        value={typed.username}
        errors={errors}
      />
      <Filters view={view} path={path}>
        <TextFilter name="member" label={t('admin.people.search')} value={search} />
      </Filters>
      <Members {...props} />
      <h2>{t('admin.group.applications')}</h2>
      <Applications view={view} applications={applications} />
      <h2>{t('admin.group.settings')}</h2>
      <NameForm
        view={view}
        action={`${path}/rename`}
        label={t('admin.group.name')}
        submit={t('admin.group.rename')}
        value={typed.name}
        errors={errors}
      />
      <RemoveGroup view={view} group={group} applications={applications} />
    </>
  );
}
