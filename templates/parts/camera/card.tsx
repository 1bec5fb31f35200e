/**
 * The camera on a page. The scripts set its state, `data-state` of the root: idle, opening, live, recording, busy,
 * accepted, result, done. htmx never swaps the video.
 */
import type { Child } from 'hono/jsx';
import type { View } from '../../view.ts';
import { Button } from '../button.tsx';
import { Icon } from '../icons.tsx';
import { FaceOutline } from './face-outline.tsx';
import { ChallengeNote, FaceSigns } from './other-movement.tsx';
import { CameraOval } from './oval.tsx';
import { CAMERA_PROBLEMS, CameraProblem } from './problem.tsx';
import { EnrollTexts, type OtherWay, SigninTexts } from './texts.tsx';
import { UsePhone } from './use-phone.tsx';

/**
 * `post`: the address that takes the frames or the clip, if it is not the usual one. `other`: the page with the other
 * ways, if it is not this one. `phone`: the page can use a phone instead. `children`: further templates for the script of
 * the purpose.
 */
export type CameraCardProps = {
  view: View;
  purpose: 'signin' | 'enroll' | 'trial';
  next?: string;
  post?: string;
  other?: OtherWay;
  phone?: boolean;
  children?: Child;
};

/** Whether the server judges frames one by one (`camera-session.js`) and not as a clip. */
function isPolled({ purpose }: Pick<CameraCardProps, 'purpose'>): boolean {
  return purpose !== 'enroll';
}

export function CameraCard(props: CameraCardProps) {
  const { view, purpose, children } = props;
  const { t } = view;
  const polled = isPolled(props);
  return (
    <section class="camera" data-camera={purpose} data-state="idle" aria-label={t('camera.label')}>
      <div class="camera-stage">
        <video class="camera-video" playsinline muted autoplay tabindex={-1} aria-label={t('camera.video')} />
        <CameraOval />
        {polled && <MoveArrow />}
        {polled && view.otherMovement && <FaceSigns />}
        <p class="camera-dot">{t('camera.on')}</p>
        <Idle {...props} />
        <p class="camera-wait camera-opening">{t('camera.opening')}</p>
        <p class="camera-wait camera-busy">{t('enroll.checking')}</p>
        <div id={polled ? 'poll-place' : 'enroll-result'} class="camera-result" />
      </div>
      <p id="hint" class="camera-hint" role="status" aria-live="polite" />
      {polled && <ChallengeNote view={view} trial={purpose === 'trial'} />}
      <Controls {...props} />
      {polled && <template data-hint-text="looking">{t('hint.looking')}</template>}
      {polled && <template data-hint-text="busy">{t('error.busy')}</template>}
      {polled && <template data-hint-text="away">{t('hint.away')}</template>}
      {purpose === 'signin' && <SigninTexts view={view} next={props.next} post={props.post} other={props.other} />}
      {purpose === 'enroll' && <EnrollTexts view={view} post={props.post} />}
      {children}
      {CAMERA_PROBLEMS.map((problem) => (
        <template data-problem={problem}>
          <CameraProblem view={view} problem={problem} phone={props.phone} />
        </template>
      ))}
      <script src="/static/vendor/htmx.js" defer />
      <script type="module" src={`/static/js/${purpose}.js`} />
    </section>
  );
}

/** Points where the head should turn in the mirror image. The style sheet turns it by `data-move` of the card. */
function MoveArrow() {
  return (
    <svg class="camera-arrow" viewBox="0 0 48 48" aria-hidden="true">
      <path d="M30 8 14 24l16 16" fill="none" stroke="currentColor" stroke-width="6" stroke-linecap="round" />
    </svg>
  );
}

function Idle({ view, purpose, phone }: CameraCardProps) {
  const { t } = view;
  return (
    <div class="camera-idle">
      <FaceOutline />
      <p>{t(`camera.before.${purpose}`)}</p>
      <Button type="button" data-camera-open>
        <Icon name="camera" />
        {t(purpose === 'trial' ? 'trial.open' : 'camera.open')}
      </Button>
      {phone && <UsePhone view={view} />}
      <noscript>
        <p class="small">{t('camera.noscript')}</p>
      </noscript>
    </div>
  );
}

function Controls({ view, purpose }: CameraCardProps) {
  const { t } = view;
  return (
    <div class="camera-controls">
      <div class="actions">
        {purpose === 'enroll' && (
          <Button type="button" data-record>
            {t('enroll.start')}
          </Button>
        )}
        <Button type="button" kind="secondary" data-camera-stop>
          <Icon name="stop" />
          {t('camera.stop')}
        </Button>
      </div>
      <label class="camera-picker" hidden>
        <span>{t('camera.picker')}</span>
        <select data-camera-picker />
      </label>
    </div>
  );
}
