/** Face sign-in: a camera session that signs somebody in, or nobody. */
import { CameraSession } from './camera-session.js';

/**
 * Milliseconds without an end after which the camera closes. The server ends an attempt after 30 s, and says why with
 * the next frame. This limit is for a server that does not answer.
 */
const GIVE_UP_MS = 40_000;
/** Milliseconds that the success stays on the page before it moves on. */
const MOVE_ON_MS = 600;

const root = document.querySelector('[data-camera="signin"]');

/** The name that may, or must, come before the face. Enter in it does what the first button does. */
const nameForm = document.querySelector('[data-face-name]');
nameForm.addEventListener('submit', (event) => {
  event.preventDefault();
  root.querySelector(root.dataset.first === 'phone' ? '[data-use-phone]' : '[data-camera-open]').click();
});

/** The end of an attempt without a name offers the name. */
root.addEventListener('click', (event) => {
  if (!event.target.closest('[data-give-name]')) return;
  const details = nameForm.querySelector('details');
  if (details) details.open = true;
  nameForm.querySelector('[name=username]').focus();
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
  limitMs: GIVE_UP_MS,
  mayOpen: () => nameForm.reportValidity(),
  swapped(card) {
    const success = card.result.querySelector('[data-next]');
    if (success) accepted(card, success);
    return success !== null;
  },
});
