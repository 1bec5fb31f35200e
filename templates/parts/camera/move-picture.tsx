/**
 * The movement that was asked, in the mirror image as the camera's card shows it: a head that turns to where the arrow
 * points. The style sheet moves it; where somebody wants less motion it is a still picture of the turned head.
 * Decoration, since the words beside it say how.
 */
import type { Move } from '../../../src/biometrics/session/challenge.ts';

export function MovePicture({ move }: { move: Move }) {
  return (
    <svg
      class={`advice-picture advice-move advice-move-${move}`}
      viewBox="0 0 120 112"
      width="120"
      height="112"
      fill="none"
      aria-hidden="true"
    >
      <ellipse class="advice-oval" cx="60" cy="56" rx="26" ry="34" />
      <ellipse class="advice-face" cx="60" cy="56" rx="19" ry="26" />
      <g class="advice-features">
        <path d="M53 51v.1M67 51v.1" />
        <path d="M60 54l2 8h-2" />
        <path d="M53 69q7 5 14 0" />
      </g>
      <path class="advice-arrow" d="M22 56H6M13 49l-7 7 7 7" />
    </svg>
  );
}
