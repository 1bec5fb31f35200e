/** The doctor's page: what works, what is limited, what is broken, and what to do about it. */
import type { MessageKey, Vars } from '../../src/i18n/index.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import type { View } from '../view.ts';

type Text = { key: MessageKey; vars?: Vars };
type State = 'ok' | 'limited' | 'broken';
export type FindingItem = {
  state: State;
  what: 'database' | 'key' | 'models' | 'liveness' | 'worker' | 'opencv' | 'address' | 'https' | 'proxy';
  text: Text;
  /** The message of a program. */
  told?: string;
};

const ICONS: Record<State, IconName> = { ok: 'check', limited: 'info', broken: 'warning' };

export function FindingList({ view, findings }: { view: View; findings: FindingItem[] }) {
  const { t } = view;
  return (
    <ul class="findings">
      {findings.map(({ state, what, text, told }) => (
        <li class={`finding-${state}`}>
          <Icon name={ICONS[state]} />
          <div>
            <p>
              <strong>{t(`doctor.what.${what}`)}</strong>{' '}
              <span class="finding-state">{t(`doctor.state.${state}`)}</span>
            </p>
            <p>{t(text.key, text.vars)}</p>
            {told && <code class="told">{told}</code>}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** `#checks`: the findings, and the button that checks again. */
export function Findings({ view, findings }: { view: View; findings: FindingItem[] }) {
  const { t } = view;
  return (
    <div id="checks">
      <FindingList view={view} findings={findings} />
      <p>
        <a
          class="button button-secondary"
          href="/admin/doctor/checks"
          hx-get="/admin/doctor/checks"
          hx-target="#checks"
          hx-swap="outerHTML"
        >
          {t('doctor.again')}
        </a>
      </p>
    </div>
  );
}

/** The page loads first and asks for the checks then. Without a script a link leads to them. */
export function DoctorPage({ view, limits }: { view: View; limits: Text[] }) {
  const { t } = view;
  return (
    <>
      <p>{t('doctor.lead', { command: 'npm run facelogin -- doctor' })}</p>
      <div aria-live="polite">
        <p
          id="checks"
          class="empty"
          hx-get="/admin/doctor/checks"
          hx-trigger="load"
          hx-swap="outerHTML"
          hx-target="#checks"
        >
          <a href="/admin/doctor/checks">{t('doctor.checking')}</a>
        </p>
      </div>
      <h2>{t('doctor.limits')}</h2>
      <ul>
        {limits.map(({ key, vars }) => (
          <li>{t(key, vars)}</li>
        ))}
      </ul>
    </>
  );
}
