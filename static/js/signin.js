/** Face sign-in: the camera card with a poller in it. The server decides; this only shows what it says. */
import { takeFrame } from './camera.js';
import { createCard } from './card.js';
import { attachPictures } from './uploads.js';

/** Milliseconds without success after which the camera closes; the server ends the attempt at the same time. */
const ATTEMPT_MS = 30_000;
/** Milliseconds that the success stays on the page before it moves on. */
const MOVE_ON_MS = 600;

const root = document.querySelector('[data-camera="signin"]');
const end = (name) => root.querySelector(`template[data-end="${name}"]`);
let timer = 0;
/** Whether the server has asked for a movement: it then gives the attempt as long again. */
let challenged = false;

/** The name that may, or has to, come before the face. Enter in it opens the camera, as a form's button would. */
const nameForm = document.querySelector('[data-face-name]');
nameForm.addEventListener('submit', (event) => {
  event.preventDefault();
  root.querySelector('[data-camera-open]').click();
});

function limit() {
  clearTimeout(timer);
  timer = setTimeout(() => card.showEnd(end('time')), ATTEMPT_MS);
}

/** @param {string | undefined} move what the head is to do now */
function showMove(move) {
  if (move && !challenged) {
    challenged = true;
    limit();
  }
  if (move) root.dataset.move = move;
  else delete root.dataset.move;
}

const card = createCard(root, {
  mayOpen: () => nameForm.reportValidity(),
  opened() {
    card.showHint(card.text('looking'));
    card.result.replaceChildren(root.querySelector('template[data-poller]').content.cloneNode(true));
    window.htmx.process(card.result);
    challenged = false;
    limit();
  },
  closed() {
    clearTimeout(timer);
    delete root.dataset.move;
    card.result.querySelector('#poll')?.remove();
  },
});

attachPictures('data-frame', async () => {
  const frame = card.isOpen() ? await takeFrame(card.video) : null;
  return frame ? [frame] : [];
});

function accepted(element) {
  card.setProgress(1);
  card.setState('accepted');
  card.clearHint();
  card.switchOff();
  // Where something has to be read first, the person moves on by themselves.
  if ('stay' in element.dataset) return;
  setTimeout(() => window.location.assign(element.dataset.next), MOVE_ON_MS);
}

/** What the server answered has been swapped in: go on, success, or the end. */
document.addEventListener('htmx:after:swap', () => {
  const success = card.result.querySelector('[data-next]');
  if (success) {
    accepted(success);
    return;
  }
  const poll = card.result.querySelector('#poll');
  if (poll) {
    card.setProgress(Number(poll.dataset.progress));
    showMove(poll.dataset.move);
    card.showHint(poll.querySelector('[data-hint]')?.textContent);
  } else if (card.isOpen()) {
    card.switchOff();
    card.setState('result');
    card.clearHint();
    card.result.querySelector('[data-ended]')?.focus();
  }
});

root.querySelector('[data-camera-stop]').addEventListener('click', () => card.showEnd(end('stopped')));

// Whoever leaves the page, or covers it, no longer means to sign in.
function left() {
  if (card.isOpen()) card.showEnd(end('stopped'));
}
document.addEventListener('visibilitychange', () => document.hidden && left());
window.addEventListener('pagehide', left);
