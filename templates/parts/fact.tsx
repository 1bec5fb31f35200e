import type { Child } from 'hono/jsx';

/** One term of a `<dl class="facts">` and its value. */
export function Fact({ term, children }: { term: string; children?: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
