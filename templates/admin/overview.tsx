import type { MessageKey } from '../../src/i18n/index.ts';
import { formatNumber } from '../parts/format.ts';
import type { View } from '../view.ts';

export type OverviewProps = {
  view: View;
  people: { people: number; enrolled: number; disabled: number; admins: number; sessions: number };
  /** Of the last 24 hours. */
  attempts: { accepted: number; refused: number };
};

function Figure({ view, label, value }: { view: View; label: MessageKey; value: number }) {
  return (
    <div class="figure">
      <dt>{view.t(label)}</dt>
      <dd>{formatNumber(view.locale, value)}</dd>
    </div>
  );
}

export function OverviewPage({ view, people, attempts }: OverviewProps) {
  return (
    <dl class="figures">
      <Figure view={view} label="admin.count.people" value={people.people} />
      <Figure view={view} label="admin.count.enrolled" value={people.enrolled} />
      <Figure view={view} label="admin.count.disabled" value={people.disabled} />
      <Figure view={view} label="admin.count.admins" value={people.admins} />
      <Figure view={view} label="admin.count.sessions" value={people.sessions} />
      <Figure view={view} label="admin.count.accepted" value={attempts.accepted} />
      <Figure view={view} label="admin.count.refused" value={attempts.refused} />
    </dl>
  );
}
