/** The sign-in page: face and password, each with an address of its own. */

import type { FieldErrors } from '../../src/errors.ts';
import { type LoginTab, loginHref } from '../links.ts';
import { Button } from '../parts/button.tsx';
import type { PhoneOffer } from '../parts/camera/use-phone.tsx';
import { CurrentPasswordField } from '../parts/credentials.tsx';
import { ErrorSummary } from '../parts/error-summary.tsx';
import { errorOf, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { FormProblem, Notice } from '../parts/notice.tsx';
import { PasskeyAction } from '../parts/passkey.tsx';
import type { Problem, View } from '../view.ts';
import { FaceSide, type FaceWay, NotHere } from './face-side.tsx';

export type LoginPageProps = {
  view: View;
  tab: LoginTab;
  /** A path of this site: where to go afterwards. */
  next: string;
  values: Record<string, string>;
  errors: FieldErrors;
  /** Whether a face may sign in with this browser. Where it may not, the face's side says why. */
  faceHere?: boolean;
  faceWay?: FaceWay;
  /** Whether the face's side offers a phone as its camera. */
  phone?: PhoneOffer;
  /** The application that the person wants to open. */
  application?: { name: string } | undefined;
  /** The person has just set a new password by a link. */
  wasReset?: boolean;
  /** A problem of the whole attempt: a wrong password, a wait. */
  problem?: Problem;
};

export function LoginPage(props: LoginPageProps) {
  const { view, tab, next, faceWay = { mode: 'identification' }, faceHere = true, phone = 'off' } = props;
  const side = { view, next };
  const face = faceHere ? <FaceSide {...side} way={faceWay} phone={phone} /> : <NotHere {...side} />;
  return (
    <div data-login={tab}>
      <h1>{view.t('login.title')}</h1>
      {props.application && <p class="lead">{view.t('login.for', { name: props.application.name })}</p>}
      {props.wasReset && (
        <Notice tone="success" live>
          <p>{view.t('reset.done')}</p>
        </Notice>
      )}
      <nav class="tabs" aria-label={view.t('login.ways')}>
        <TabLink view={view} tab="face" current={tab} next={next} icon="face" />
        <TabLink view={view} tab="password" current={tab} next={next} icon="key" />
      </nav>
      {tab === 'face' ? face : <PasswordForm {...props} />}
      <PasskeyAction view={view} action="alone" next={next} optional>
        <p class="or">{view.t('passkey.or')}</p>
        <Button type="button" kind="secondary" wide>
          <Icon name="passkey" />
          {view.t('passkey.use')}
        </Button>
      </PasskeyAction>
      {view.registration === 'open' && (
        <p class="aside">
          {view.t('login.no-account')} <a href="/register">{view.t('nav.register')}</a>
        </p>
      )}
    </div>
  );
}

type TabLinkProps = { view: View; tab: LoginTab; current: LoginTab; next: string; icon: IconName };

function TabLink({ view, tab, current, next, icon }: TabLinkProps) {
  return (
    <a class="tab" href={loginHref(tab, next)} aria-current={tab === current ? 'page' : undefined} data-way={tab}>
      <Icon name={icon} />
      {view.t(`login.tab.${tab}`)}
    </a>
  );
}

function PasswordForm({ view, next, values, errors, problem }: LoginPageProps) {
  const { t } = view;
  return (
    <>
      {problem && <FormProblem view={view} problem={problem} />}
      <ErrorSummary view={view} errors={errors} />
      <Form view={view} action="/login" class="form" novalidate data-remember-way="password">
        <input type="hidden" name="next" value={next} />
        <Field
          view={view}
          name="username"
          label={t('label.username')}
          value={values.username}
          error={errorOf(view, errors, 'username')}
          autocomplete="username webauthn"
          autocapitalize="none"
          spellcheck={false}
          required
        />
        <CurrentPasswordField view={view} errors={errors} />
        <Button wide>{t('login.submit')}</Button>
      </Form>
    </>
  );
}
