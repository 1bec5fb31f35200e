/** What works between an application and this server, what does not, and what to do about it. */
import type { MessageKey, Vars } from '../../../src/i18n/index.ts';
import { formatTime } from '../../parts/format.ts';
import { Icon, type IconName } from '../../parts/icons.tsx';
import type { View } from '../../view.ts';
import { detailText } from '../details.ts';

type State = 'ok' | 'limited' | 'broken';

export type AppFinding = {
  state: State;
  key: MessageKey;
  vars?: Vars;
  /** When it was seen. */
  at?: Date;
  /** Of the event. */
  detail?: Record<string, string | number | boolean>;
};

const ICONS: Record<State, IconName> = { ok: 'check', limited: 'info', broken: 'warning' };

/** `#checks`: the findings, and the button that looks again. Without a script a link leads to them. */
export function AppFindings({ view, id, findings }: { view: View; id: string; findings: AppFinding[] }) {
  const { t, locale } = view;
  const path = `/admin/applications/${id}/test`;
  return (
    <div id="checks" aria-live="polite">
      <ul class="findings">
        {findings.map(({ state, key, vars, at, detail }) => (
          <li class={`finding-${state}`}>
            <Icon name={ICONS[state]} />
            <div>
              <p>
                <span class="finding-state">{t(`doctor.state.${state}`)}</span>{' '}
                {at && <span class="muted small">{formatTime(locale, at)}</span>}
              </p>
              <p>{t(key, vars)}</p>
              {detail && <p class="told">{detailText(view, detail)}</p>}
            </div>
          </li>
        ))}
      </ul>
      <p>
        <a class="button button-secondary" href={path} hx-get={path} hx-target="#checks" hx-swap="outerHTML">
          {t('admin.app.test.again')}
        </a>
      </p>
    </div>
  );
}
