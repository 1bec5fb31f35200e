/**
 * The movement that was asked, mirrored like the camera's card: a head that turns towards the arrow, eyes that close, a
 * mouth that opens. The style sheet moves it. Where somebody wants less motion, it stands still at the end of the
 * movement. It is decoration: the words beside it say how.
 */
import { MOVES } from '../../../src/biometrics/session/challenge.ts';
import type { AskedMove } from '../../../src/biometrics/session/either.ts';

export function MovePicture({ move }: { move: AskedMove }) {
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
        {move !== 'eyes' && <path d="M53 51v.1M67 51v.1" />}
        {move === 'eyes' && <path class="advice-moves" d="M49 51q4 3 8 0M63 51q4 3 8 0" />}
        <path d="M60 54l2 8h-2" />
        {move !== 'mouth' && <path d="M53 69q7 5 14 0" />}
        {move === 'mouth' && <ellipse class="advice-moves" cx="60" cy="73" rx="6" ry="6" />}
      </g>
      {MOVES.some((one) => one === move) && <path class="advice-arrow" d="M22 56H6M13 49l-7 7 7 7" />}
    </svg>
  );
}
