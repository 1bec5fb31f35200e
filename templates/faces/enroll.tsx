/** Enrollment in three steps, and removing the face. */
import type { EnrollmentProblem } from '../../src/biometrics/consistency.ts';
import type { FieldErrors } from '../../src/errors.ts';
import type { MessageKey } from '../../src/i18n/index.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { CameraCard } from '../parts/camera/card.tsx';
import { Actions, CurrentPasswordField } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { Checkbox, errorOf } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { Stepper } from '../parts/stepper.tsx';
import type { View } from '../view.ts';

/** The catalogue's key of what to change before another clip. */
export function problemKey(problem: EnrollmentProblem): MessageKey {
  return `enroll.problem.${problem}`;
}

/**
 * Step 1. Form to `POST /enroll/password`: `password`, `consent` = yes. A changed wording raises `CONSENT_VERSION`
 * (`faces/enroll.ts`).
 * @param props.unusedDays days without use after which a face is removed. 0: never.
 * @param props.next the page that waits for the enrollment; empty: none.
 */
export function EnrollPasswordPage(props: { view: View; errors: FieldErrors; unusedDays: number; next: string }) {
  const { view, errors, unusedDays, next } = props;
  const { t } = view;
  const kept =
    unusedDays === 0 ? t('enroll.consent.how-long') : t('enroll.consent.how-long.unused', { days: unusedDays });
  return (
    <>
      <h1>{t('enroll.title')}</h1>
      <Stepper view={view} current={1} />
      <ErrorSummary view={view} errors={errors} />
      <section class="consent" aria-labelledby="consent-title">
        <h2 id="consent-title">{t('enroll.consent.title')}</h2>
        <ul>
          <li>{t('enroll.consent.what')}</li>
          <li>{t('enroll.consent.why')}</li>
          <li>{kept}</li>
          <li>{t('enroll.consent.delete')}</li>
          <li>{t('enroll.consent.password')}</li>
        </ul>
        <p class="small">
          <a href="/privacy">{t('enroll.consent.more')}</a>
        </p>
      </section>
      <Form view={view} action="/enroll/password" class="form" novalidate>
        {next && <input type="hidden" name="next" value={next} />}
        <Checkbox
          view={view}
          name="consent"
          value="yes"
          label={t('enroll.consent.agree')}
          error={errorOf(view, errors, 'consent')}
          required
        />
        <CurrentPasswordField view={view} errors={errors} hint={t('enroll.password.hint')} />
        <Actions view={view} submit={t('enroll.continue')} back={next || '/account'} />
      </Form>
    </>
  );
}

/** Step 2. */
export function EnrollCameraPage({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      <h1>{t('enroll.title')}</h1>
      <Stepper view={view} current={2} />
      <p>{t('enroll.camera.lead')}</p>
      <CameraCard view={view} purpose="enroll" />
    </>
  );
}

/**
 * Step 3, in place of the camera: shows the faces of the templates once, and moves the stepper on.
 * @param props.next the page that waits for the enrollment; empty: none.
 */
export function EnrollDone({ view, crops, next }: { view: View; crops: string[]; next: string }) {
  const { t } = view;
  return (
    <div class="result-card result-done" tabindex={-1} data-enrolled>
      <h2>{t('enroll.done.title')}</h2>
      <p>{t('enroll.done.text', { count: crops.length })}</p>
      <ul class="crops">
        {crops.map((crop, index) => (
          <li>
            <img src={crop} alt={t('enroll.done.crop', { number: index + 1 })} width="112" height="112" />
          </li>
        ))}
      </ul>
      <div class="actions">
        {next && <ButtonLink href={next}>{t('enroll.done.next')}</ButtonLink>}
        {!next && <ButtonLink href="/login?with=face">{t('account.face.try')}</ButtonLink>}
        {!next && (
          <ButtonLink href="/account" kind="secondary">
            {t('nav.account')}
          </ButtonLink>
        )}
      </div>
      <hx-partial hx-target="#stepper" hx-swap="outerHTML">
        <Stepper view={view} current={3} />
      </hx-partial>
    </div>
  );
}

/** The clip was not enough: says what to change, and offers another one. */
export function EnrollRetry({ view, problems }: { view: View; problems: MessageKey[] }) {
  const { t } = view;
  return (
    <div class="result-card" tabindex={-1} data-ended>
      <h2>{t('enroll.retry.title')}</h2>
      <ul>
        {problems.map((problem) => (
          <li>{t(problem)}</li>
        ))}
      </ul>
      <div class="actions">
        <Button type="button" data-retry>
          {t('enroll.retry')}
        </Button>
      </div>
    </div>
  );
}

/** Form to `POST /enroll/remove`. */
export function RemoveFacePage({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      <h1>{t('enroll.remove.title')}</h1>
      <Notice tone="warning">
        <p>{t('enroll.remove.text')}</p>
      </Notice>
      <Form view={view} action="/enroll/remove" class="actions">
        <Button kind="danger">{t('enroll.remove.submit')}</Button>
        <ButtonLink href="/account" kind="plain">
          {t('form.cancel')}
        </ButtonLink>
      </Form>
    </>
  );
}
