/** What the challenge says of itself, and the way for who cannot turn the head: eyes and mouth (`face-challenge.ts`). */
import type { View } from '../../view.ts';
import { Button } from '../button.tsx';

/** Id of the box that goes with each frame. The script ticks it, and the server then asks for the other movements. */
export const OTHER_MOVEMENT = 'other-movement';

export function ChallengeNote({ view, trial }: { view: View; trial: boolean }) {
  const { t, otherMovement } = view;
  const note = trial ? 'trial.challenge.note' : otherMovement ? 'face.challenge.note.other' : 'face.challenge.note';
  return (
    <>
      <p class="camera-note">{t(note)}</p>
      {otherMovement && (
        <>
          <input type="checkbox" id={OTHER_MOVEMENT} name="other" value="1" hidden />
          <p class="camera-other">
            <Button type="button" kind="plain" data-other-movement>
              {t('face.challenge.other')}
            </Button>
          </p>
          {!trial && <p class="camera-note-face">{t('face.challenge.note.face')}</p>}
        </>
      )}
    </>
  );
}

/** Closed eyes and an open mouth. The style sheet shows the one that is asked for. */
export function FaceSigns() {
  return (
    <>
      <svg class="camera-sign camera-sign-eyes" viewBox="0 0 48 48" fill="none" aria-hidden="true">
        <path d="M5 21q7 8 15 0M28 21q7 8 15 0M9 27l-2 4M16 27l2 4M32 27l-2 4M39 27l2 4" />
      </svg>
      <svg class="camera-sign camera-sign-mouth" viewBox="0 0 48 48" fill="none" aria-hidden="true">
        <ellipse cx="24" cy="25" rx="11" ry="14" />
        <path d="M15 19h18" />
      </svg>
    </>
  );
}
