/** The groups of a person, and the forms that put them into another or take them out of one. */

import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Select } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import type { View } from '../../view.ts';

export type PersonGroups = {
  /** The groups that the person is in. */
  own: { id: string; name: string }[];
  others: { id: string; name: string }[];
};

type Props = { view: View; userId: string; groups: PersonGroups };

/** Form to `POST /admin/people/<id>/groups`. */
function PutIn({ view, userId, groups }: Props) {
  const { t } = view;
  return (
    <Form view={view} action={`/admin/people/${userId}/groups`} class="actions group-add">
      <Select
        view={view}
        name="group"
        label={t('admin.group.another')}
        choices={groups.others.map(({ id, name }) => ({ value: id, label: name }))}
        required
      />
      <Button kind="secondary">{t('admin.group.put-in')}</Button>
    </Form>
  );
}

export function GroupsCard(props: Props) {
  const { view, userId, groups } = props;
  const { t } = view;
  return (
    <Card id="groups" title={t('admin.groups')}>
      {groups.own.length === 0 && <p>{t('admin.person.no-groups')}</p>}
      <ul class="sessions">
        {groups.own.map(({ id, name }) => (
          <li class="group-line">
            <a href={`/admin/groups/${id}`}>{name}</a>
            <Form view={view} action={`/admin/people/${userId}/groups/${id}/remove`}>
              <Button kind="plain" aria-label={t('admin.group.out-of-named', { name })}>
                {t('admin.group.take-out')}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
      {groups.others.length > 0 && <PutIn {...props} />}
      {groups.own.length + groups.others.length === 0 && (
        <p>
          <a href="/admin/groups">{t('admin.group.add')}</a>
        </p>
      )}
    </Card>
  );
}
