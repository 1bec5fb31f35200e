/** Face sign-in: a camera session that signs somebody in, or nobody. */
import { CameraSession } from './camera-session.js';

/** Milliseconds without success after which the camera closes. The server ends the attempt at the same time. */
const ATTEMPT_MS = 30_000;
/** Milliseconds that the success stays on the page before it moves on. */
const MOVE_ON_MS = 600;

const root = document.querySelector('[data-camera="signin"]');

/** The name that may, or must, come before the face. Enter in it opens the camera, as a form's button would. */
const nameForm = document.querySelector('[data-face-name]');
nameForm.addEventListener('submit', (event) => {
  event.preventDefault();
  root.querySelector('[data-camera-open]').click();
});

function accepted(card, element) {
  // Where there is something to read, the person moves on by a link.
  const stays = 'stay' in element.dataset;
  card.setProgress(1);
  card.setState(stays ? 'result' : 'accepted');
  card.clearHint();
  card.switchOff();
  if (stays) element.focus();
  else setTimeout(() => window.location.assign(element.dataset.next), MOVE_ON_MS);
}

new CameraSession(root, {
  limitMs: ATTEMPT_MS,
  mayOpen: () => nameForm.reportValidity(),
  swapped(card) {
    const success = card.result.querySelector('[data-next]');
    if (success) accepted(card, success);
    return success !== null;
  },
});
