/** What an application would ask of a person, and why. */
import type { Verdict } from '../../../src/access/judge.ts';
import type { AccessPolicy, Proof } from '../../../src/access/policy.ts';
import type { FieldErrors } from '../../../src/errors.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { Fact } from '../../parts/fact.tsx';
import { formatTime } from '../../parts/format.ts';
import type { View } from '../../view.ts';
import { ChoiceFilter, TextFilter } from '../filter.tsx';

type Session = { since: Date; address: string; proofs: readonly Proof[]; verdicts: readonly Verdict[] };
type Explained = {
  access: 'everybody' | 'person' | 'group' | 'off' | 'not-chosen' | 'disabled';
  through: readonly string[];
  demands: 'unreadable' | 'open' | readonly AccessPolicy[];
  has: { face: boolean; passkey: boolean };
  sessions: readonly Session[];
};

type ExplainPageProps = {
  view: View;
  form: { app: string; person: string; path: string };
  applications: { value: string; label: string }[];
  errors: FieldErrors;
  now: Date;
  found?: { explained: Explained; application: string; person: string };
};

export function ExplainPage({ view, form, applications, errors, now, found }: ExplainPageProps) {
  const { t } = view;
  return (
    <>
      <p>{t('explain.lead')}</p>
      <ErrorSummary view={view} errors={errors} />
      <form method="get" action="/admin/explain" class="filters">
        <ChoiceFilter view={view} name="app" label={t('explain.app')} value={form.app} choices={applications} />
        <TextFilter name="person" label={t('label.username')} value={form.person} />
        <TextFilter name="path" label={t('explain.path')} value={form.path} most={2000} />
        <Button>{t('explain.submit')}</Button>
      </form>
      {found && <Answer view={view} {...found} path={form.path} now={now} />}
    </>
  );
}

type AnswerProps = { view: View; explained: Explained; application: string; person: string; path: string; now: Date };

function Answer({ view, explained, application, person, path, now }: AnswerProps) {
  const { t } = view;
  const { access, through, demands, has, sessions } = explained;
  const names = { person, application, groups: through.join(', ') };
  const lets = access === 'everybody' || access === 'person' || access === 'group';
  return (
    <div class="cards">
      <Card id="explain-may" title={t(lets ? 'explain.may.yes' : 'explain.may.no', names)}>
        <p>{t(`explain.access.${access}`, names)}</p>
      </Card>
      <Card id="explain-asks" title={t('explain.asks', { path })}>
        {typeof demands === 'string' ? (
          <p>{t(`explain.demands.${demands}`)}</p>
        ) : (
          <Policies view={view} all={demands} />
        )}
        {typeof demands !== 'string' && (
          <dl class="facts">
            <Fact term={t('explain.has.face')}>{t(has.face ? 'explain.set-up' : 'explain.not-set-up')}</Fact>
            <Fact term={t('explain.has.passkey')}>{t(has.passkey ? 'explain.set-up' : 'explain.not-set-up')}</Fact>
          </dl>
        )}
      </Card>
      {lets && typeof demands !== 'string' && (
        <Card id="explain-now" title={t('explain.now', { person })}>
          {sessions.length === 0 && <p>{t('explain.no-session')}</p>}
          {sessions.map((session) => (
            <SessionFacts view={view} session={session} now={now} />
          ))}
        </Card>
      )}
    </div>
  );
}

function Policies({ view, all }: { view: View; all: readonly AccessPolicy[] }) {
  const { t } = view;
  return (
    <>
      {all.length > 1 && <p>{t('explain.several')}</p>}
      <ul>
        {all.map(({ ways, maxAge, faceWithin }) => (
          <li>
            {ways.map((way) => t(`way.${way}`)).join(` ${t('explain.or')} `)}
            {maxAge !== undefined && `; ${t('explain.max-age', { minutes: maxAge })}`}
            {faceWithin !== undefined && `; ${t('explain.face-within', { minutes: faceWithin })}`}
          </li>
        ))}
      </ul>
    </>
  );
}

const MINUTE_MS = 60_000;

function SessionFacts({ view, session, now }: { view: View; session: Session; now: Date }) {
  const { t, locale } = view;
  const { since, address, proofs, verdicts } = session;
  const lacks = verdicts.flatMap((verdict) => (verdict.enough ? [] : [verdict.lacks[0]!]));
  const shown = proofs.map(({ kind, at }) =>
    t('explain.ago', { proof: t(`proof.${kind}`), minutes: Math.floor((now.getTime() - at.getTime()) / MINUTE_MS) }),
  );
  return (
    <dl class="facts">
      <Fact term={t('explain.session')}>{`${formatTime(locale, since)} · ${address}`}</Fact>
      <Fact term={t('explain.shown')}>{shown.join('; ') || t('explain.nothing')}</Fact>
      <Fact term={t('explain.result')}>
        {lacks.length === 0
          ? t('explain.goes-in')
          : lacks
              .map(({ missing }) =>
                t('explain.lacks', { proofs: missing.map((kind) => t(`proof.${kind}`)).join(', ') }),
              )
              .join('; ')}
      </Fact>
    </dl>
  );
}
