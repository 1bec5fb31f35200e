import type { Child, JSX } from 'hono/jsx';

export type ButtonKind = 'primary' | 'secondary' | 'danger' | 'plain';
type ButtonProps = { kind?: ButtonKind; wide?: boolean; children?: Child } & JSX.IntrinsicElements['button'];

function classes(kind: ButtonKind, wide: boolean | undefined): string {
  return `button button-${kind}${wide ? ' button-wide' : ''}`;
}

/** Submits its form unless `type` says otherwise. */
export function Button({ kind = 'primary', wide, children, ...rest }: ButtonProps) {
  return (
    <button type="submit" {...rest} class={classes(kind, wide)}>
      {children}
    </button>
  );
}

type LinkProps = { href: string; kind?: ButtonKind; wide?: boolean; newTab?: boolean; children?: Child };

/** A link that looks like a button. It leads somewhere and changes nothing. */
export function ButtonLink({ href, kind = 'primary', wide, newTab, children }: LinkProps) {
  return (
    <a href={href} class={classes(kind, wide)} target={newTab ? '_blank' : undefined}>
      {children}
    </a>
  );
}
