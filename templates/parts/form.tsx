/** A form that changes something. */
import type { Child, JSX } from 'hono/jsx';
import type { View } from '../view.ts';

/** The field, and the header of htmx and of scripts, that says on whose page a request was made. */
export const OWNER = { field: 'form_owner', header: 'Form-Owner' } as const;

/** Whose page this is, for `http/middleware/owner.ts`. Empty: nobody was signed in. */
export function ownerOf({ viewer }: Pick<View, 'viewer'>): string {
  return viewer?.id ?? '';
}

type FormProps = { view: Pick<View, 'viewer'>; action: string; owner?: string; children?: Child } & Omit<
  JSX.IntrinsicElements['form'],
  'method' | 'action'
>;

/**
 * Posts its fields and whose page it is on. If somebody else is signed in by then, the server writes nothing.
 * @param props.owner whose form it is, where that is not the signed-in person.
 */
export function Form({ view, owner = ownerOf(view), children, ...rest }: FormProps) {
  return (
    <form method="post" {...rest}>
      <input type="hidden" name={OWNER.field} value={owner} />
      {children}
    </form>
  );
}
