/**
 * The screen of a kiosk: the whole window, without the site's navigation. `static/js/kiosk/` sets its state, `data-state`
 * of the body: start, quiet, looking, greeting, unknown, trouble, problem, away, gone.
 */
import { Button } from '../parts/button.tsx';
import { CameraOval } from '../parts/camera/oval.tsx';
import { CAMERA_PROBLEMS, CameraProblem } from '../parts/camera/problem.tsx';
import { Form, ownerOf } from '../parts/form.tsx';
import { Icon } from '../parts/icons.tsx';
import type { View } from '../view.ts';

type ScreenProps = {
  view: View;
  /** The kiosk's. */
  name: string;
  /** Whether a PIN leads out. */
  leaves: boolean;
};

export function KioskScreen({ view, name, leaves }: ScreenProps) {
  const { t, locale } = view;
  return (
    <html lang={locale === 'zh' ? 'zh-Hans' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{`${name} · ${t('app.name')}`}</title>
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icons/apple-180.png" />
        <link rel="manifest" href="/kiosk.webmanifest" crossorigin="use-credentials" />
        {['app', 'camera', 'kiosk'].map((sheet) => (
          <link rel="stylesheet" href={`/static/${sheet}.css`} />
        ))}
        <script type="module" src="/static/js/kiosk/kiosk.js" />
      </head>
      <body class="kiosk" data-state="start" data-owner={ownerOf(view)}>
        <header class="kiosk-head">
          <h1 class="kiosk-name" data-name>
            {name}
          </h1>
          <time class="kiosk-time" data-time />
        </header>
        <main class="kiosk-main">
          <Stage view={view} />
          <p class="kiosk-line" data-line aria-live="polite">
            {t('kiosk.quiet')}
          </p>
        </main>
        <Foot view={view} leaves={leaves} />
        {leaves && <Leave view={view} />}
        <Texts view={view} />
      </body>
    </html>
  );
}

function Stage({ view }: { view: View }) {
  const { t } = view;
  return (
    <div class="kiosk-stage">
      <video class="camera-video" data-video muted playsinline />
      <CameraOval />
      <div class="kiosk-over kiosk-start">
        <h2>{t('kiosk.start.title')}</h2>
        <p>{t('kiosk.start.text')}</p>
        <noscript>
          <p>{t('kiosk.noscript')}</p>
        </noscript>
        <Button type="button" data-start>
          {t('kiosk.start')}
        </Button>
      </div>
      <div class="kiosk-over kiosk-greeting" aria-live="assertive">
        <span class="kiosk-tick">
          <Icon name="check" />
        </span>
        <p class="kiosk-hello" data-hello />
        <p class="kiosk-at" data-at />
      </div>
      <div class="kiosk-over kiosk-told" role="status">
        <Icon name="warning" />
        <p class="kiosk-told-title" data-told />
        <p data-told-text />
      </div>
      <div class="kiosk-over kiosk-problem" data-problem />
    </div>
  );
}

function Foot({ view, leaves }: Pick<ScreenProps, 'view' | 'leaves'>) {
  const { t } = view;
  return (
    <footer class="kiosk-foot">
      <p class="kiosk-dot">{t('kiosk.camera-on')}</p>
      <div class="kiosk-acts">
        <Button type="button" kind="plain" data-full hidden>
          {t('kiosk.full')}
        </Button>
        {leaves && (
          <Button type="button" kind="plain" data-leave>
            {t('kiosk.leave')}
          </Button>
        )}
      </div>
    </footer>
  );
}

function Leave({ view }: { view: View }) {
  const { t } = view;
  return (
    <dialog class="kiosk-leave" data-dialog aria-labelledby="leave-title">
      <Form view={view} action="/kiosk/leave" class="form" data-again>
        <h2 id="leave-title">{t('kiosk.leave.title')}</h2>
        <div class="field">
          <label for="pin">{t('kiosk.leave.pin')}</label>
          <input
            id="pin"
            name="pin"
            type="password"
            inputmode="numeric"
            autocomplete="off"
            maxlength={12}
            required
            aria-describedby="pin-error"
          />
          <p id="pin-error" class="field-error" role="alert" data-refused />
        </div>
        <div class="actions">
          <Button>{t('kiosk.leave.submit')}</Button>
          <Button type="button" kind="plain" data-stay>
            {t('kiosk.leave.stay')}
          </Button>
        </div>
      </Form>
    </dialog>
  );
}

/** What the script says by itself. */
function Texts({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      {(['away', 'busy', 'gone'] as const).map((name) => (
        <template data-text={name} data-title={t(`kiosk.${name}`)}>
          {t(`kiosk.${name}.text`)}
        </template>
      ))}
      <template data-text="quiet" data-title={t('kiosk.quiet')} />
      {CAMERA_PROBLEMS.map((problem) => (
        <template data-camera-problem={problem}>
          <CameraProblem view={view} problem={problem} />
        </template>
      ))}
    </>
  );
}
