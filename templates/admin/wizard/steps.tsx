/** The list of the steps, and the frame of each. */
import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../../src/i18n/index.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Form } from '../../parts/form.tsx';
import { Icon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';

export type WizardStep = 'language' | 'registration' | 'networks' | 'address' | 'sign-in';
export type WizardState = 'done' | 'skipped' | 'open';
export type WizardProgress = {
  steps: { step: WizardStep; state: WizardState }[];
  done: number;
  next: WizardStep | undefined;
};

const STATES: Record<WizardState, MessageKey> = {
  done: 'wizard.state.done',
  skipped: 'wizard.state.skipped',
  open: 'wizard.state.open',
};

export const LIST = '/admin/setup';
export function stepHref(step: WizardStep): string {
  return `${LIST}/${step}`;
}

/** Each step with a tick or its number. @param props.current the step of this page. */
function Steps({ view, steps, current }: { view: View; steps: WizardProgress['steps']; current?: WizardStep }) {
  const { t } = view;
  return (
    <ol class={current ? 'stepper wizard-steps' : 'wizard-list'} aria-label={t('wizard.title')}>
      {steps.map(({ step, state }, index) => (
        <li class={state === 'done' ? 'step step-done' : 'step'} aria-current={step === current ? 'step' : undefined}>
          <a href={stepHref(step)}>
            <span class="step-mark">{state === 'done' ? <Icon name="check" /> : index + 1}</span>
            <span class="step-name">{t(`wizard.step.${step}`)}</span>
          </a>
          <span class={current ? 'visually-hidden' : 'small muted'}>{t(STATES[state])}</span>
        </li>
      ))}
    </ol>
  );
}

/** `/admin/setup`. */
export function WizardPage({ view, progress }: { view: View; progress: WizardProgress }) {
  const { t } = view;
  const { steps, done, next } = progress;
  const vars = { done, all: steps.length };
  return (
    <div class="wizard">
      <p>{t(next ? 'wizard.lead' : 'wizard.finished')}</p>
      <p class="muted">{t('wizard.progress', vars)}</p>
      <Steps view={view} steps={steps} />
      <div class="actions">
        {next && <ButtonLink href={stepHref(next)}>{t('wizard.next')}</ButtonLink>}
        <ButtonLink href="/admin" kind={next ? 'plain' : 'primary'}>
          {t('admin.overview')}
        </ButtonLink>
      </div>
    </div>
  );
}

type StepFrameProps = { view: View; step: WizardStep; progress: WizardProgress; lead: MessageKey; children?: Child };

export function StepFrame({ view, step, progress, lead, children }: StepFrameProps) {
  return (
    <div class="wizard">
      <Steps view={view} steps={progress.steps} current={step} />
      <p>{view.t(lead)}</p>
      {children}
    </div>
  );
}

/** Form to `POST /admin/setup/<step>/next`: `do` = `done` or `skip`. @param props.done the step has nothing to skip. */
export function StepEnd({ view, step, done }: { view: View; step: WizardStep; done: boolean }) {
  const { t } = view;
  return (
    <Form view={view} action={`${stepHref(step)}/next`} class="actions wizard-end">
      {done ? (
        <Button name="do" value="done">
          {t('wizard.next')}
        </Button>
      ) : (
        <Button kind="plain" name="do" value="skip">
          {t('wizard.skip')}
        </Button>
      )}
    </Form>
  );
}

/** On the overview, until all is done. Form to `POST /admin/setup/leave`. */
export function WizardReminder({ view, progress }: { view: View; progress: WizardProgress }) {
  const { t } = view;
  const { steps, done, next } = progress;
  if (!next) return null;
  return (
    <Notice tone="info">
      <p>
        <strong>{t('wizard.left', { done, all: steps.length })}</strong>
      </p>
      <Form view={view} action={`${LIST}/leave`} class="actions">
        <ButtonLink href={stepHref(next)}>{t('wizard.left.next', { step: t(`wizard.step.${next}`) })}</ButtonLink>
        <ButtonLink href={LIST} kind="secondary">
          {t('wizard.left.all')}
        </ButtonLink>
        <Button kind="plain">{t('wizard.left.leave')}</Button>
      </Form>
    </Notice>
  );
}
