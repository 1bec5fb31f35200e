/** The element that posts frames, and the server's answers at sign-in. */

import type { Child } from 'hono/jsx';
import type { Hint } from '../../src/biometrics/decision.ts';
import type { AskedMove } from '../../src/biometrics/session/either.ts';
import type { GoOn, Interval } from '../../src/biometrics/session/session.ts';
import type { MessageKey, Vars } from '../../src/i18n/index.ts';
import { loginHref } from '../links.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { OTHER_MOVEMENT } from '../parts/camera/other-movement.tsx';
import { Icon } from '../parts/icons.tsx';
import type { View } from '../view.ts';

/** The catalogue's key of a hint. */
export function hintKey(hint: Hint): MessageKey {
  return `hint.${hint}`;
}

/** The key of what the person is told: a problem of the picture first, then the asked movement. */
export function toldKey({ hint, move }: Pick<GoOn, 'hint' | 'move'>): MessageKey {
  return move && hint === 'hold-still' ? `move.${move}` : hintKey(hint);
}

/**
 * After a 5xx the same element asks again, and the script says that the server is busy. A 429 says for itself whether it is shown
 * (`HX-Reswap`): not for a frame that came too soon, but for a person who has to wait.
 */
export const KEEP_POLLING = { 'hx-status:5xx': 'swap:none' };

/** What the first frame of a camera session carries: the fields of a form (`include`) and further values. */
export type Begin = { include: string; vals: Record<string, string> };

type PollProps = {
  view: View;
  /** The address that takes the frames. */
  post?: string;
  interval: Interval;
  /** Given for the first poller of a camera session, which posts at once. Its successors wait for their interval. */
  begin?: Begin;
  hint?: MessageKey;
  /** The movement that the person is asked for. */
  move?: AskedMove | undefined;
  /** How much of the ring is drawn, 0 to 1. */
  progress?: number;
};

/** `#poll` posts one frame per interval, never two at once. `camera-session.js` puts the frame into the request. */
export function PollFragment({
  view,
  post = '/login/face/frame',
  interval,
  begin,
  hint,
  move,
  progress = 0,
}: PollProps) {
  const included = [begin?.include, view.otherMovement && `#${OTHER_MOVEMENT}`].filter(Boolean).join(', ');
  return (
    <div
      id="poll"
      data-frame
      data-progress={progress.toFixed(3)}
      data-move={move}
      hx-post={post}
      hx-trigger={begin ? `load, every ${interval}` : `every ${interval}`}
      hx-sync="this:drop"
      hx-swap="outerHTML"
      hx-encoding="multipart/form-data"
      hx-config="timeout:15s"
      hx-include={included || undefined}
      hx-vals={begin && JSON.stringify({ ...begin.vals, begin: '1' })}
      {...KEEP_POLLING}
    >
      {hint && <span data-hint>{view.t(hint)}</span>}
    </div>
  );
}

/** The session goes on. The script moves the hint into the live region, which htmx does not swap. */
export function FaceProgress({ view, on, post }: { view: View; on: GoOn; post?: string }) {
  const { interval, progress, move } = on;
  return (
    <PollFragment
      view={view}
      interval={interval}
      progress={progress}
      move={move}
      hint={toldKey(on)}
      {...(post && { post })}
    />
  );
}

/** What a recognised person gets, as far as the page needs it. */
type Accepted = {
  view: View;
  displayName: string;
  admission: { kind: 'session' | 'pending' | 'password-first'; next: string };
};

/** The person is recognised. The script stops the camera, closes the ring and opens the admission's `next`. */
export function FaceAccepted({ view, displayName, admission }: Accepted) {
  const { kind, next } = admission;
  if (kind === 'password-first') return <PasswordFirst view={view} displayName={displayName} next={next} />;
  return (
    <div class="result-card result-accepted" role="status" data-next={next}>
      <span class="tick">
        <Icon name="check" />
      </span>
      <p class="result-text">{view.t('face.accepted', { name: displayName })}</p>
      {kind === 'pending' && <p>{view.t('face.accepted.pending')}</p>}
      <p>
        <a href={next}>{view.t('face.go-on')}</a>
      </p>
    </div>
  );
}

/** The person is recognised but needs a passkey, which a face must not set up. The text stays until they go on. */
function PasswordFirst({ view, displayName, next }: { view: View; displayName: string; next: string }) {
  return (
    <div class="result-card" role="status" tabindex={-1} data-next={next} data-stay>
      <p class="result-text">{view.t('face.accepted', { name: displayName })}</p>
      <p>{view.t('face.accepted.password-first')}</p>
      <ButtonLink href={next}>{view.t('face.use-password')}</ButtonLink>
    </div>
  );
}

/** The page with the other ways, and its name if it is not `Other ways`. */
export type OtherWay = { href: string; label?: MessageKey };

type FaceEndedProps = {
  view: View;
  reason: MessageKey;
  vars?: Vars;
  next?: string | undefined;
  /** Absent: the password's side of the sign-in page. */
  other?: OtherWay | undefined;
  children?: Child;
};

/** The session is over. Neutral words, and two ways on of equal weight. `children`: what the person can change. */
export function FaceEnded({ view, reason, vars, next, other, children }: FaceEndedProps) {
  const { t } = view;
  return (
    <div class="result-card" tabindex={-1} data-ended>
      <p class="result-text">{t(reason, vars)}</p>
      {children}
      <div class="actions actions-equal">
        <Button type="button" kind="secondary" data-retry>
          {t('face.retry')}
        </Button>
        <ButtonLink href={other?.href ?? loginHref('password', next)} kind="secondary">
          {t(other ? (other.label ?? 'step-up.other') : 'face.use-password')}
        </ButtonLink>
      </div>
    </div>
  );
}
