import type { FieldErrors } from '../../src/errors.ts';
import type { MessageKey, Vars } from '../../src/i18n/index.ts';
import type { View } from '../view.ts';
import { Icon } from './icons.tsx';

/** All errors of a form, each a link to its field. */
export function ErrorSummary({ view, errors, vars }: { view: View; errors: FieldErrors; vars?: Vars }) {
  const entries = Object.entries(errors) as [string, MessageKey][];
  if (entries.length === 0) return null;
  return (
    <div class="error-summary" role="alert" aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">
        <Icon name="error" />
        {view.t('form.problem')}
      </h2>
      <ul>
        {entries.map(([name, key]) => (
          <li>
            <a href={`#${name}`}>{view.t(key, vars)}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
