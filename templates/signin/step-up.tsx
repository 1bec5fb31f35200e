/** One more proof of somebody who is signed in, because an application asks for it. */
import type { ProofKind } from '../../src/access/policy.ts';
import type { FieldErrors } from '../../src/errors.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { CameraCard } from '../parts/camera/card.tsx';
import { HandOffPlace, type PhoneOffer } from '../parts/camera/use-phone.tsx';
import { CurrentPasswordField, HiddenUsername } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { Form } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import { FormProblem } from '../parts/notice.tsx';
import { PasskeyAction } from '../parts/passkey.tsx';
import type { Problem, View } from '../view.ts';

type StepUpPageProps = {
  view: View;
  /** Any of them is enough. */
  need: readonly ProofKind[];
  /** A path of this site: where to go afterwards. */
  next: string;
  /** The short name in the address of the application that asks; empty where none does. */
  slug: string;
  application: { name: string } | undefined;
  /** What the person has set up. */
  has: { face: boolean; passkey: boolean };
  /** Whether a phone may be the camera. */
  phone: PhoneOffer;
  errors?: FieldErrors;
  problem?: Problem;
};

export function StepUpPage(props: StepUpPageProps) {
  const { view, need, application } = props;
  const { t } = view;
  return (
    <>
      <h1>{application ? t('step-up.for', { name: application.name }) : t('step-up.title')}</h1>
      <p class="lead">{t(need.length > 1 ? 'step-up.any' : 'step-up.one')}</p>
      {need.includes('face') && <FaceStep {...props} />}
      {need.includes('passkey') && <PasskeyStep {...props} />}
      {need.includes('password') && <PasswordStep {...props} />}
      <p class="aside">
        <a href="/">{t('step-up.leave')}</a>
      </p>
    </>
  );
}

/** What the forms send along: for what the proof is. */
function About({ need, next, slug }: Pick<StepUpPageProps, 'need' | 'next' | 'slug'>) {
  return (
    <>
      <input type="hidden" name="need" value={need.join(',')} />
      <input type="hidden" name="app" value={slug} />
      <input type="hidden" name="next" value={next} />
    </>
  );
}

function NotSetUp({ text, label, href }: { text: string; label: string; href: string }) {
  return (
    <section class="not-here">
      <p>{text}</p>
      <ButtonLink href={href} kind="secondary">
        {label}
      </ButtonLink>
    </section>
  );
}

/** The form only carries what the first frame says. */
function FaceStep(props: StepUpPageProps) {
  const { view, has, phone } = props;
  const { t } = view;
  if (!has.face) return <NotSetUp text={t('step-up.no-face')} label={t('step-up.no-face.do')} href="/enroll" />;
  return (
    <>
      <HandOffPlace offer={phone} post="/step-up/phone" />
      <form id="face-name" data-face-name hidden>
        <About {...props} />
      </form>
      <CameraCard view={view} purpose="signin" post="/step-up/face" phone={phone !== 'off'} />
    </>
  );
}

function PasskeyStep({ view, has, next }: StepUpPageProps) {
  const { t } = view;
  const set = { label: t('step-up.no-passkey.do'), href: '/account/passkeys' };
  if (!has.passkey) return <NotSetUp text={t('step-up.no-passkey')} {...set} />;
  return (
    <PasskeyAction view={view} action="step-up" next={next}>
      <Button type="button" wide>
        <Icon name="passkey" />
        {t('passkey.use')}
      </Button>
    </PasskeyAction>
  );
}

/** Form to `POST /step-up/password`. Where it is one of several ways it opens on demand, and after a mistake. */
function PasswordStep(props: StepUpPageProps) {
  const { view, need, errors = {}, problem } = props;
  const { t } = view;
  const form = (
    <>
      {problem && <FormProblem view={view} problem={problem} />}
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action="/step-up/password" class="form" novalidate>
        <About {...props} />
        <HiddenUsername view={view} username={view.viewer?.username} />
        <CurrentPasswordField view={view} errors={errors} />
        <Button wide>{t('step-up.submit')}</Button>
      </Form>
    </>
  );
  if (need.length === 1) return form;
  return (
    <details class="apart" open={problem !== undefined || errors.password !== undefined}>
      <summary>{t('step-up.or-password')}</summary>
      {form}
    </details>
  );
}
