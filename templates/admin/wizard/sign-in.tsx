/** The last step: the administrator's own face. */
import { ButtonLink } from '../../parts/button.tsx';
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { StepEnd, StepFrame, stepHref, type WizardProgress } from './steps.tsx';

const STEP = 'sign-in';
const next = new URLSearchParams({ next: stepHref(STEP) });

type SignInStepProps = {
  view: View;
  progress: WizardProgress;
  /** Undefined: none is enrolled. `lastUsedAt` null: it has signed nobody in yet. */
  face: { lastUsedAt: Date | null } | undefined;
};

export function SignInStep({ view, progress, face }: SignInStepProps) {
  const { t, locale } = view;
  const at = face?.lastUsedAt;
  return (
    <StepFrame view={view} step={STEP} progress={progress} lead="wizard.sign-in.lead">
      {!face && (
        <p>
          <ButtonLink href={`/enroll?${next}`}>{t('wizard.sign-in.enroll')}</ButtonLink>
        </p>
      )}
      {face && !at && (
        <>
          <Notice tone="success">
            <p>{t('wizard.sign-in.enrolled')}</p>
          </Notice>
          <p>
            <ButtonLink href={`/login?with=face&${next}`}>{t('wizard.sign-in.try')}</ButtonLink>
          </p>
        </>
      )}
      {at && (
        <>
          <Notice tone="success">
            <p>{t('wizard.sign-in.done', { at: formatTime(locale, at) })}</p>
          </Notice>
          <p>
            {t('wizard.sign-in.fool')} <a href="/admin/self-test">{t('trial.nav')}</a>
          </p>
        </>
      )}
      <StepEnd view={view} step={STEP} done={Boolean(at)} />
    </StepFrame>
  );
}
