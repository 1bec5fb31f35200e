/** The phone's pages of a hand-off. All of them are at `/phone`. */
import type { Child } from 'hono/jsx';
import type { MessageKey, Vars } from '../../src/i18n/index.ts';
import { Button } from '../parts/button.tsx';
import { CameraCard } from '../parts/camera/card.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { FaceEnded, KEEP_POLLING } from '../signin/face.tsx';
import type { View } from '../view.ts';
import { type Browser, whoText } from './who.ts';

export const PHONE = '/phone';
/** The way on from an attempt that recognised nobody: back to the page that says who asks. */
export const PHONE_BACK = { href: PHONE, label: 'phone.other' } as const;

/** `name`: the account's, where the desktop is signed in. `application`: what it wants to open, if anything. */
export type Asks = {
  purpose: 'sign-in' | 'step-up' | 'enrollment';
  desktop: Browser;
  network: 'same' | 'other' | 'unknown';
  name?: string | undefined;
  application?: string | undefined;
};

/**
 * What every page of the phone has: the form that takes the code behind the `#` of the address. The script sends it and
 * removes it from the address.
 */
function Frame({ view, children }: { view: View; children?: Child }) {
  return (
    <>
      <Form view={view} action={PHONE} data-phone-code hidden>
        <input type="hidden" name="code" value="" />
      </Form>
      <p class="lead" data-phone-opening hidden>
        {view.t('phone.opening')}
      </p>
      <div data-phone-page>{children}</div>
      <script type="module" src="/static/js/phone.js" />
    </>
  );
}

/** No code yet. */
export function PhoneBlankPage({ view }: { view: View }) {
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t('phone.page')}</h1>
      <p>{t('phone.blank')}</p>
      <noscript>
        <p>{t('phone.noscript')}</p>
      </noscript>
    </Frame>
  );
}

/** Who asks, in words; and what an attacker would rather not have said. */
function WhoAsks({ view, asks }: { view: View; asks: Asks }) {
  const { t } = view;
  const { purpose, desktop, network, name = '', application } = asks;
  const who = whoText(view, desktop);
  const [key, vars]: [MessageKey, Vars] =
    purpose === 'sign-in' && application
      ? ['phone.asks.open', { who, app: application }]
      : [`phone.asks.${purpose}`, { who, name }];
  return (
    <>
      <p class="lead" data-asks>
        {t(key, vars)}
      </p>
      <Notice tone={network === 'same' ? 'info' : 'warning'}>
        {network !== 'same' && (
          <p>
            <strong>{t(`phone.network.${network}`)}</strong>
          </p>
        )}
        <p>{t('phone.warn')}</p>
      </Notice>
    </>
  );
}

/** Form to `POST /phone/stop`. */
function Deny({ view }: { view: View }) {
  return (
    <Form view={view} action={`${PHONE}/stop`} class="phone-deny">
      <Button kind="plain">{view.t('phone.deny')}</Button>
    </Form>
  );
}

/** Sign-in and step-up: the camera with the liveness check. */
export function PhoneCameraPage({ view, asks }: { view: View; asks: Asks }) {
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t('phone.page')}</h1>
      <WhoAsks view={view} asks={asks} />
      <form id="face-name" data-face-name hidden />
      <CameraCard view={view} purpose="signin" post={`${PHONE}/frame`} other={PHONE_BACK} />
      <Deny view={view} />
    </Frame>
  );
}

/** Enrollment, before the desktop has chosen the number. The poller opens the next page. */
export function PhoneShowNumberPage({ view, asks, number }: { view: View; asks: Asks; number: number }) {
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t('phone.page')}</h1>
      <WhoAsks view={view} asks={asks} />
      <p class="hand-off-number">
        {t('phone.show')} <strong data-number>{number}</strong>
        <span class="small muted">{t('phone.show.why')}</span>
      </p>
      <div hx-post={`${PHONE}/wait`} hx-trigger="every 2s" hx-swap="none" hx-sync="this:drop" {...KEEP_POLLING} />
      <script src="/static/vendor/htmx.js" defer />
      <Deny view={view} />
    </Frame>
  );
}

/** Enrollment, after it: the clip. */
export function PhoneClipPage({ view, asks }: { view: View; asks: Asks }) {
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t('phone.page')}</h1>
      <WhoAsks view={view} asks={asks} />
      <p>{t('enroll.camera.lead')}</p>
      <CameraCard view={view} purpose="enroll" post={`${PHONE}/clip`} />
      <Deny view={view} />
    </Frame>
  );
}

/** Form to `POST /phone/number`: which number the desktop shows. 0: none of these. */
export function PhoneNumberPage(props: { view: View; name: string; choices: number[]; asks: Asks }) {
  const { view, name, choices, asks } = props;
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t('phone.which')}</h1>
      <p>{t('face.accepted', { name })}</p>
      <Form view={view} action={`${PHONE}/number`} class="numbers">
        {choices.map((number) => (
          <Button kind="secondary" name="number" value={String(number)}>
            {number}
          </Button>
        ))}
        <Button kind="plain" name="number" value="0">
          {t('phone.which.none')}
        </Button>
      </Form>
      <WhoAsks view={view} asks={asks} />
    </Frame>
  );
}

export function PhoneDonePage({ view, purpose }: { view: View; purpose: Asks['purpose'] }) {
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t('phone.done')}</h1>
      <p>{t(`phone.done.${purpose}`)}</p>
      <p class="muted">{t('phone.done.close')}</p>
    </Frame>
  );
}

/** A code that this phone cannot use. */
export function PhoneRefusedPage({ view, why }: { view: View; why: 'taken' | 'gone' | 'elsewhere' }) {
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t(`phone.${why}`)}</h1>
      <p>{t(`phone.${why}.why`)}</p>
    </Frame>
  );
}

/** Why a hand-off that this phone had has ended. */
export type Ended = 'desktop' | 'phone' | 'number' | 'account' | 'password';

export function PhoneEndedPage({ view, why }: { view: View; why: Ended }) {
  const { t } = view;
  return (
    <Frame view={view}>
      <h1>{t('phone.ended')}</h1>
      <p>{t(`phone.ended.${why}`)}</p>
    </Frame>
  );
}

/** The same in the camera card, in place of the answer to a frame or a clip. */
export function PhoneEndedCard({ view, why }: { view: View; why: Ended | 'gone' }) {
  const { t } = view;
  return (
    <div class="result-card" tabindex={-1} data-ended>
      <p class="result-text">{t(why === 'gone' ? 'phone.gone' : 'phone.ended')}</p>
      <p>{t(why === 'gone' ? 'phone.gone.why' : `phone.ended.${why}`)}</p>
    </div>
  );
}

/** The face was compared with everybody and not recognised. The name is typed at the desktop, before the code. */
export function PhoneNameHelps({ view }: { view: View }) {
  return (
    <FaceEnded view={view} reason="face.not-recognised" other={PHONE_BACK}>
      <p class="advice">{view.t('phone.name.helps')}</p>
    </FaceEnded>
  );
}
