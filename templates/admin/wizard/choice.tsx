/** The steps that ask for one setting: language, and who may register. */
import type { FieldErrors } from '../../../src/errors.ts';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { SettingField } from '../settings/field.tsx';
import { StepEnd, StepFrame, stepHref, type WizardProgress } from './steps.tsx';

const LEADS = { language: 'wizard.language.lead', registration: 'wizard.registration.lead' } as const;

type ChoiceStepProps = {
  view: View;
  step: 'language' | 'registration';
  progress: WizardProgress;
  env: string;
  title: string;
  value: string;
  choices: { value: string; label: string }[];
  /** The environment sets it. */
  fixed: boolean;
  problem?: MessageKey | undefined;
};

/** Form to `POST /admin/setup/<step>`: `value`. */
export function ChoiceStep({ view, step, progress, env, title, value, choices, fixed, problem }: ChoiceStepProps) {
  const { t } = view;
  const errors: FieldErrors = problem ? { value: problem } : {};
  return (
    <StepFrame view={view} step={step} progress={progress} lead={LEADS[step]}>
      {fixed ? (
        <Notice tone="info">
          <p>{t('wizard.fixed', { name: env, value })}</p>
        </Notice>
      ) : (
        <>
          <ErrorSummary view={view} errors={errors} />
          <Form view={view} action={stepHref(step)} class="form" novalidate>
            <SettingField
              view={view}
              title={title}
              value={value}
              choices={choices}
              input="text"
              error={problem && t(problem)}
            />
            {step === 'registration' && <p class="hint">{t('wizard.registration.invite')}</p>}
            <div>
              <Button>{t('wizard.save')}</Button>
            </div>
          </Form>
        </>
      )}
      <StepEnd view={view} step={step} done={fixed} />
    </StepFrame>
  );
}
