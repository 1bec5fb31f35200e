/** The decisions of one attempt, a row each. */
import type { View } from '../../view.ts';
import { reasonLabel, scoreText } from '../labels.ts';
import { PersonLink } from '../person-link.tsx';
import { Cell } from '../table.tsx';

/** `refusal`: why the decision refused. Undefined where it recognised the person. */
export type DecisionItem = {
  userId?: string | undefined;
  username?: string | undefined;
  /** The next best person, where the lead was not clear. */
  otherUserId?: string | undefined;
  otherName?: string | undefined;
  score?: number | undefined;
  lead?: number | undefined;
  threshold?: number | undefined;
  refusal?: string | undefined;
  passive?: number | undefined;
};

export function Decisions({ view, decisions }: { view: View; decisions: DecisionItem[] }) {
  const { t } = view;
  const heads = [
    ...[t('admin.decision.number'), t('admin.decision.best'), t('admin.attempt.score'), t('admin.decision.threshold')],
    ...[t('admin.decision.lead'), t('admin.attempt.liveness'), t('admin.decision.found')],
  ] as const;
  const head = (index: number) => heads[index] ?? '';
  if (decisions.length === 0) return <p class="empty">{t('admin.decision.none')}</p>;
  return (
    <table class="table" aria-label={t('admin.decisions')}>
      <thead>
        <tr>
          {heads.map((text) => (
            <th scope="col">{text}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {decisions.map((decision, index) => (
          <tr>
            <Cell label={head(0)}>{index + 1}</Cell>
            <Cell label={head(1)}>
              <PersonLink id={decision.userId ?? null} name={decision.username ?? null} />
            </Cell>
            <Cell label={head(2)}>{scoreText(decision.score)}</Cell>
            <Cell label={head(3)}>{scoreText(decision.threshold)}</Cell>
            <Cell label={head(4)}>
              {scoreText(decision.lead)}
              {decision.otherName && (
                <>
                  {' ('}
                  <PersonLink id={decision.otherUserId ?? null} name={decision.otherName} />
                  {')'}
                </>
              )}
            </Cell>
            <Cell label={head(5)}>{scoreText(decision.passive)}</Cell>
            <Cell label={head(6)}>
              {decision.refusal ? reasonLabel(view, decision.refusal) : t('admin.decision.recognised')}
            </Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
