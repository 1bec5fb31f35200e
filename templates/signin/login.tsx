/** The sign-in page: face and password side by side, each with an address of its own. */

import type { FieldErrors } from '../../src/errors.ts';
import { type LoginTab, loginHref } from '../links.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { CameraCard } from '../parts/camera/card.tsx';
import { CurrentPasswordField } from '../parts/credentials.tsx';
import { ErrorSummary, errorOf, Field } from '../parts/field.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { FormProblem, Notice } from '../parts/notice.tsx';
import { PasskeyAction } from '../parts/passkey.tsx';
import type { Problem, View } from '../view.ts';

export type LoginPageProps = {
  view: View;
  tab: LoginTab;
  /** A path of this site: where to go afterwards. */
  next: string;
  values: Record<string, string>;
  errors: FieldErrors;
  /** Whether a face may sign in with this browser; where it may not, its side says why. */
  faceHere?: boolean;
  /** With whom a face is compared before a name is given (`src/signin/way.ts`); `verification`: the name comes first. */
  faceWay?: { mode: 'identification' | 'device' } | { mode: 'verification'; why: 'many-people' | 'setting' };
  /** The password was set anew a moment ago, by a link. */
  wasReset?: boolean;
  /** What concerns the whole attempt: wrong password, wait so many seconds. */
  problem?: Problem;
};

export function LoginPage(props: LoginPageProps) {
  const { view, tab, next, faceWay = { mode: 'identification' }, faceHere = true } = props;
  const face = faceHere ? <FaceSide view={view} next={next} way={faceWay} /> : <NotHere view={view} next={next} />;
  return (
    <div data-login={tab}>
      <h1>{view.t('login.title')}</h1>
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

/** Faces sign in on known devices only, and this is none. */
function NotHere({ view, next }: Pick<LoginPageProps, 'view' | 'next'>) {
  const { t } = view;
  return (
    <section class="not-here">
      <h2>{t('face.device.title')}</h2>
      <p>{t('face.device.text')}</p>
      <ButtonLink href={loginHref('password', next)}>{t('face.use-password')}</ButtonLink>
    </section>
  );
}

type FaceSideProps = Pick<LoginPageProps, 'view' | 'next'> & { way: NonNullable<LoginPageProps['faceWay']> };

/** The name is no form of its own: the poller sends it along with the first frame. */
function FaceSide({ view, next, way }: FaceSideProps) {
  const { t } = view;
  const nameFirst = way.mode === 'verification';
  const field = (
    <Field
      view={view}
      name="username"
      label={t('label.username')}
      hint={t('face.name.hint')}
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      required={nameFirst}
    />
  );
  return (
    <>
      <form class="form face-name" id="face-name" data-face-name>
        {nameFirst ? (
          <>
            <p class="muted">
              {t(`face.name.${way.why}`)} {way.why === 'many-people' && t('face.name.known')}
            </p>
            {field}
          </>
        ) : (
          <details>
            <summary>{t(way.mode === 'device' ? 'face.name.other' : 'face.name.offer')}</summary>
            {field}
          </details>
        )}
      </form>
      <CameraCard view={view} purpose="signin" next={next} />
    </>
  );
}

function PasswordForm({ view, next, values, errors, problem }: LoginPageProps) {
  const { t } = view;
  return (
    <>
      {problem && <FormProblem view={view} problem={problem} />}
      <ErrorSummary view={view} errors={errors} />
      <form method="post" action="/login" class="form" novalidate data-remember-way="password">
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
      </form>
    </>
  );
}
