/** Face sign-in: the element that posts frames, and what the server answers to each. */
import type { Move } from '../src/biometrics/challenge.ts';
import type { Hint } from '../src/biometrics/decision.ts';
import type { MessageKey, Vars } from '../src/i18n/index.ts';
import { loginHref } from './links.ts';
import { Button, ButtonLink } from './parts/button.tsx';
import { Icon } from './parts/icons.tsx';
import type { View } from './view.ts';

export type PollInterval = '2s' | '400ms';

/** The catalogue's key of what a person is told while the attempt goes on. */
export function hintKey(hint: Hint): MessageKey {
  return `hint.${hint}`;
}

/**
 * A server that has its hands full is asked again by the same element. A 429 says for itself whether it is shown
 * (`HX-Reswap`): a frame that came too soon is not, a person who has to wait is told.
 */
const KEEP_POLLING = { 'hx-status:5xx': 'swap:none' };

type PollProps = {
  view: View;
  interval: PollInterval;
  /** The first of a camera session posts at once; one that replaces another waits, or it would never rest. */
  first?: boolean;
  /** A path of this site. Only the frame that opens the attempt is asked for it. */
  next?: string;
  hint?: MessageKey;
  /** The movement that the head is to make. */
  move?: Move;
  /** 0 … 1: how far the ring is drawn. */
  progress?: number;
};

/** `#poll` posts one frame an interval, never two at once; `signin.js` puts the frame into the request. */
export function PollFragment({ view, interval, first, next, hint, move, progress = 0 }: PollProps) {
  return (
    <div
      id="poll"
      data-frame
      data-progress={progress.toFixed(3)}
      data-move={move}
      hx-post="/login/face/frame"
      hx-trigger={first ? `load, every ${interval}` : `every ${interval}`}
      hx-sync="this:drop"
      hx-swap="outerHTML"
      hx-encoding="multipart/form-data"
      hx-config="timeout:8s"
      hx-include={next === undefined ? undefined : '#face-name'}
      hx-vals={next === undefined ? undefined : JSON.stringify({ next, begin: '1' })}
      {...KEEP_POLLING}
    >
      {hint && <span data-hint>{view.t(hint)}</span>}
    </div>
  );
}

type FaceProgressProps = Required<Pick<PollProps, 'view' | 'interval' | 'hint' | 'progress'>> & { move?: Move };

/** Go on. The script moves the hint into the live region, which stands outside of what is swapped. */
export function FaceProgress(props: FaceProgressProps) {
  return <PollFragment {...props} />;
}

/** What recognising somebody opens, as far as a page has to know it. */
type Accepted = {
  view: View;
  displayName: string;
  admission: { kind: 'session' | 'pending' | 'password-first'; next: string };
};

/** Recognised: the script stops the camera, closes the ring and goes on to the admission's `next`. */
export function FaceAccepted({ view, displayName, admission }: Accepted) {
  const { kind, next } = admission;
  const passwordFirst = kind === 'password-first';
  return (
    <div class="result-card result-accepted" role="status" data-next={next} data-stay={passwordFirst ? '' : undefined}>
      <span class="tick">
        <Icon name="check" />
      </span>
      <p class="result-text">{view.t('face.accepted', { name: displayName })}</p>
      {kind !== 'session' && <p>{view.t(`face.accepted.${kind}`)}</p>}
      <p>
        <a href={next}>{view.t(passwordFirst ? 'face.use-password' : 'face.go-on')}</a>
      </p>
    </div>
  );
}

type FaceEndedProps = { view: View; reason: MessageKey; vars?: Vars; next?: string };

/** Over, in neutral words, with two ways on of equal weight. */
export function FaceEnded({ view, reason, vars, next }: FaceEndedProps) {
  const { t } = view;
  return (
    <div class="result-card" tabindex={-1} data-ended>
      <p class="result-text">{t(reason, vars)}</p>
      <div class="actions actions-equal">
        <Button type="button" kind="secondary" data-retry>
          {t('face.retry')}
        </Button>
        <ButtonLink href={loginHref('password', next)} kind="secondary">
          {t('face.use-password')}
        </ButtonLink>
      </div>
    </div>
  );
}
