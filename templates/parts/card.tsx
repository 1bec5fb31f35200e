import type { Child } from 'hono/jsx';

/** A section with a heading of level 2, which names it as a landmark. */
export function Card({ id, title, tone, children }: { id: string; title: string; tone?: 'danger'; children?: Child }) {
  return (
    <section class={tone ? `card card-${tone}` : 'card'} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}
