/** What somebody typed into a form that was refused, as hidden fields of a form that sends it again. */
import type { View } from '../view.ts';
import { Button } from './button.tsx';
import { Form } from './form.tsx';

/** The field that says on which page the texts were typed: the refusal itself has an address that nobody can open. */
export const FROM_FIELD = 'form_from';

export type Typed = {
  action: string;
  /** Whose page it was typed on. */
  owner: string;
  /** The page that it was typed on. */
  from: string;
  fields: [name: string, value: string][];
};

export function TypedAgain({ view, typed }: { view: View; typed: Typed }) {
  const { action, owner, from, fields } = typed;
  return (
    <Form view={view} owner={owner} action={action}>
      <input type="hidden" name={FROM_FIELD} value={from} />
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Button kind="secondary">{view.t('error.typed.send')}</Button>
    </Form>
  );
}
