/** A message in the page. Icon and words tell its tone, the colour repeats it. */
import type { Child } from 'hono/jsx';
import type { Problem, View } from '../view.ts';
import { Icon, type IconName } from './icons.tsx';

export type Tone = 'info' | 'success' | 'warning' | 'error';
const ICONS: Record<Tone, IconName> = { info: 'info', success: 'check', warning: 'warning', error: 'error' };

/** @param live screen readers announce it when the page opens: it answers what the person just did. */
export function Notice({ tone, live, children }: { tone: Tone; live?: boolean; children?: Child }) {
  return (
    <div class={`notice notice-${tone}`} role={live ? 'status' : undefined}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">{children}</div>
    </div>
  );
}

/** A problem of a whole form. Screen readers announce it when the page opens. */
export function FormProblem({ view, problem }: { view: View; problem: Problem }) {
  return (
    <div role="alert">
      <Notice tone="error">
        <p>{view.t(problem.key, problem.vars)}</p>
      </Notice>
    </div>
  );
}
