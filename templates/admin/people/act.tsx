/** What an administrator may do to one account, a button each. */
import { Button } from '../../parts/button.tsx';
import { Form } from '../../parts/form.tsx';
import type { View } from '../../view.ts';
import type { PersonDetail } from './people.tsx';

type ActName =
  | 'disable'
  | 'enable'
  | 'face-off'
  | 'face-on'
  | 'remove-face'
  | 'remove-passkeys'
  | 'end-sessions'
  | 'make-admin'
  | 'unmake-admin';

export type Part = { view: View; person: PersonDetail };

/** Form to `POST /admin/people/<id>/<act>`. */
export function ActForm({ view, person, act, danger }: Part & { act: ActName; danger?: boolean }) {
  return (
    <Form view={view} action={`/admin/people/${person.id}/${act}`}>
      <Button kind={danger ? 'danger' : 'secondary'}>{view.t(`admin.act.${act}`)}</Button>
    </Form>
  );
}
