/**
 * A camera session whose frames the server judges one by one: the camera card with a poller in it. The server decides;
 * this only shows what it says. Sign-in and the administrator's self-test use it.
 */
import { takeFrame } from './camera.js';
import { createCard } from './card.js';
import { attachPictures } from './uploads.js';

/**
 * @param {HTMLElement} root `[data-camera]`, with templates for the poller (`data-poller`), for an end by time and one
 *   by the person (`data-end`)
 * @param {{ mayOpen?(): boolean, swapped?(card: object): boolean, limitMs: number }} on `mayOpen`: asked before the
 *   camera opens. `swapped`: what the server answered is in the page; true: it needs nothing more. `limitMs`:
 *   milliseconds without an end after which the camera closes; as many again once a movement is asked.
 */
export function createSitting(root, on) {
  const end = (name) => root.querySelector(`template[data-end="${name}"]`);
  let timer = 0;
  /** Whether the server has asked for a movement: it then gives the session as long again. */
  let challenged = false;

  function limit() {
    clearTimeout(timer);
    timer = setTimeout(() => card.showEnd(end('time')), on.limitMs);
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
    mayOpen: on.mayOpen,
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

  /** What the server answered has been swapped in: go on, or the end. */
  document.addEventListener('htmx:after:swap', () => {
    if (on.swapped?.(card)) return;
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

  // Whoever leaves the page, or covers it, no longer means to go on.
  function left() {
    if (card.isOpen()) card.showEnd(end('stopped'));
  }
  document.addEventListener('visibilitychange', () => document.hidden && left());
  window.addEventListener('pagehide', left);
}
