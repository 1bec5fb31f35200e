/** The step of address and https: checks, and what to write. */
import type { View } from '../../view.ts';
import { type FindingItem, FindingList } from '../doctor.tsx';
import { StepEnd, StepFrame, stepHref, type WizardProgress } from './steps.tsx';

const STEP = 'address';
const CHECKS = `${stepHref(STEP)}/checks`;

export type AddressShown = { findings: FindingItem[]; write: string | undefined };

/** `#checks`. */
export function AddressChecks({ view, report }: { view: View; report: AddressShown }) {
  const { t } = view;
  const { findings, write } = report;
  return (
    <div id="checks">
      <FindingList view={view} findings={findings} />
      <p>
        <a class="button button-secondary" href={CHECKS} hx-get={CHECKS} hx-target="#checks" hx-swap="outerHTML">
          {t('wizard.address.again')}
        </a>
      </p>
      {write !== undefined && (
        <section aria-labelledby="write-title">
          <h2 id="write-title">{t('wizard.address.write')}</h2>
          <p>{t('wizard.address.write.text')}</p>
          <pre class="example">
            <code>{write}</code>
          </pre>
          <p class="muted">{t('wizard.address.write.own')}</p>
        </section>
      )}
      <StepEnd view={view} step={STEP} done={!findings.some(({ state }) => state === 'broken')} />
    </div>
  );
}

type AddressStepProps = {
  view: View;
  progress: WizardProgress;
  /** Absent: the page asks for the checks when it is there. */
  report?: AddressShown;
};

export function AddressStep({ view, progress, report }: AddressStepProps) {
  return (
    <StepFrame view={view} step={STEP} progress={progress} lead="wizard.address.lead">
      <div aria-live="polite">
        {report ? (
          <AddressChecks view={view} report={report} />
        ) : (
          <p id="checks" class="empty" hx-get={CHECKS} hx-trigger="load" hx-swap="outerHTML" hx-target="#checks">
            <a href={CHECKS}>{view.t('wizard.address.checking')}</a>
          </p>
        )}
      </div>
    </StepFrame>
  );
}
