/** One sign-in attempt: how it ended, what was seen, what was decided. Single frames are not kept. */
import type { Problem } from '../../../src/biometrics/observation.ts';
import { Card } from '../../parts/card.tsx';
import { Fact } from '../../parts/fact.tsx';
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { challengeLabel, movesLabel, outcomeLabel, reasonLabel, scoreText } from '../labels.ts';
import { PersonLink } from '../person-link.tsx';
import { type AttemptItem, Rivals } from './attempt-table.tsx';
import { type DecisionItem, Decisions } from './decisions.tsx';

export type AttemptPageProps = {
  view: View;
  attempt: AttemptItem & { endedAt: Date | null; recognizer: string; scores: Record<string, number> | null };
  decisions: DecisionItem[];
  /** The camera was a phone's, for another browser. */
  byPhone: boolean;
  usable: number;
  replays: number;
  /** Frames that could not be judged, counted by problem. */
  problems: { problem: Problem; count: number }[];
};

function EndCard({ view, attempt, byPhone }: Pick<AttemptPageProps, 'view' | 'attempt' | 'byPhone'>) {
  const { t, locale } = view;
  const alike = !attempt.userId && attempt.rivals.length > 0;
  return (
    <Card id="end" title={t('admin.attempt.result')}>
      <dl class="facts">
        <Fact term={t('admin.attempt.outcome')}>{outcomeLabel(view, attempt.outcome)}</Fact>
        {attempt.reason && <Fact term={t('admin.attempt.reason')}>{reasonLabel(view, attempt.reason)}</Fact>}
        <Fact term={t('admin.attempt.mode')}>{t(`admin.mode.${attempt.mode}`)}</Fact>
        {byPhone && <Fact term={t('admin.attempt.camera')}>{t('admin.attempt.phone')}</Fact>}
        <Fact term={t('admin.attempt.person')}>
          {alike ? (
            <Rivals view={view} rivals={attempt.rivals} />
          ) : (
            <PersonLink id={attempt.userId} name={attempt.username} />
          )}
        </Fact>
        {attempt.mode === 'verification' && (
          <Fact term={t('admin.attempt.claimed')}>
            {attempt.claimedUserId ? (
              <PersonLink id={attempt.claimedUserId} name={attempt.claimedName} />
            ) : (
              t('admin.attempt.no-name')
            )}
          </Fact>
        )}
        <Fact term={t('admin.attempt.time')}>{formatTime(locale, attempt.openedAt)}</Fact>
        {attempt.endedAt && <Fact term={t('admin.attempt.ended')}>{formatTime(locale, attempt.endedAt)}</Fact>}
      </dl>
      {alike && <p class="hint">{t('admin.attempt.rivals.hint')}</p>}
    </Card>
  );
}

function SeenCard(props: AttemptPageProps) {
  const { view, attempt, usable, replays, problems } = props;
  const { t } = view;
  const { moves, moved, challenge, passive } = attempt.liveness ?? {};
  const others = Object.entries(attempt.scores ?? {});
  return (
    <Card id="seen" title={t('admin.attempt.seen')}>
      <dl class="facts">
        <Fact term={t('admin.attempt.frames')}>
          {t('admin.attempt.frames-of', { frames: attempt.frames, usable, replays })}
        </Fact>
        {problems.map(({ problem, count }) => (
          <Fact term={t(`admin.problem.${problem}`)}>{count}</Fact>
        ))}
        <Fact term={t('admin.attempt.score')}>
          {scoreText(attempt.bestScore)} ({attempt.recognizer})
        </Fact>
        {others.length > 1 && (
          <Fact term={t('admin.attempt.others')}>
            {others.map(([name, score]) => `${name} ${scoreText(score)}`).join(', ')}
          </Fact>
        )}
        {typeof passive === 'number' && <Fact term={t('admin.attempt.networks')}>{scoreText(passive)}</Fact>}
        {challenge !== undefined && (
          <Fact term={t('admin.attempt.challenge')}>
            {t('admin.attempt.challenge-of', {
              result: challengeLabel(view, challenge),
              moved: Number(moved),
              moves: movesLabel(view, moves),
            })}
          </Fact>
        )}
      </dl>
    </Card>
  );
}

export function AttemptPage(props: AttemptPageProps) {
  const { view, attempt, decisions, byPhone } = props;
  return (
    <>
      <div class="cards">
        <EndCard view={view} attempt={attempt} byPhone={byPhone} />
        <SeenCard {...props} />
      </div>
      <h2>{view.t('admin.decisions')}</h2>
      <p class="hint">{view.t('admin.decisions.hint')}</p>
      <Decisions view={view} decisions={decisions} />
    </>
  );
}
