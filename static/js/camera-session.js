/**
 * A camera session whose frames the server judges one by one: the camera card with a poller in it. The server decides;
 * this only shows what it says. Sign-in and the administrator's self-test use it.
 */
import { takeFrame } from './camera.js';
import { Card } from './card.js';
import { attachPictures } from './uploads.js';

export class CameraSession {
  #root;
  #on;
  #card;
  #timer = 0;
  /** Whether the server has asked for a movement: the session then gets as much time again. */
  #challenged = false;

  /**
   * @param {HTMLElement} root `[data-camera]`, with a template for the poller (`data-poller`) and two for an end
   *   (`data-end`): by time, and by the person.
   * @param {{ mayOpen?(): boolean, swapped?(card: Card): boolean, limitMs: number }} on `mayOpen`: asked before the
   *   camera opens. `swapped`: the server's answer is in the page; true: nothing more is to be done. `limitMs`:
   *   milliseconds without an end after which the camera closes; the same again once a movement is asked.
   */
  constructor(root, on) {
    this.#root = root;
    this.#on = on;
    this.#card = new Card(root, {
      mayOpen: on.mayOpen,
      opened: () => this.#begin(),
      closed: () => this.#rest(),
    });
    attachPictures('data-frame', async () => {
      const frame = this.#card.isOpen ? await takeFrame(this.#card.video) : null;
      return frame ? [frame] : [];
    });
    root.querySelector('[data-camera-stop]').addEventListener('click', () => this.#end('stopped'));
    root.querySelector('[data-other-movement]')?.addEventListener('click', () => this.#askForOther());
    document.addEventListener('htmx:after:swap', ({ detail }) => {
      // Where the server has too much to do, nothing was swapped, and the poller asks again by itself.
      if (detail.ctx?.response?.status >= 500) this.#say(detail.ctx, 'busy');
      else this.#answered();
    });
    document.addEventListener('htmx:error', ({ detail }) => this.#say(detail.ctx, 'away'));
    // A person who leaves or covers the page does not mean to go on.
    document.addEventListener('visibilitychange', () => document.hidden && this.#left());
    window.addEventListener('pagehide', () => this.#left());
  }

  /** Who cannot turn the head: from the next frame on the server asks for other movements, and gives time for them. */
  #askForOther() {
    this.#root.querySelector('[name=other]').checked = true;
    this.#limit();
    // The button goes, and the focus stays near.
    this.#root.querySelector('[data-camera-stop]').focus();
  }

  #begin() {
    const card = this.#card;
    const other = this.#root.querySelector('[name=other]');
    if (other) other.checked = false;
    card.showHint(card.text('looking'));
    card.result.replaceChildren(this.#root.querySelector('template[data-poller]').content.cloneNode(true));
    window.htmx.process(card.result);
    this.#challenged = false;
    this.#limit();
  }

  #rest() {
    clearTimeout(this.#timer);
    delete this.#root.dataset.move;
    this.#card.result.querySelector('#poll')?.remove();
  }

  #limit() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end('time'), this.#on.limitMs);
  }

  #end(name) {
    this.#card.showEnd(this.#root.querySelector(`template[data-end="${name}"]`));
  }

  /** Says why nothing comes back for a frame, instead of the last hint. */
  #say(ctx, name) {
    if (ctx?.sourceElement?.id === 'poll' && this.#card.isOpen) this.#card.showHint(this.#card.text(name));
  }

  #left() {
    if (this.#card.isOpen) this.#end('stopped');
  }

  /** The server's answer is in the page: the next poller, or the end. */
  #answered() {
    const card = this.#card;
    if (this.#on.swapped?.(card)) return;
    const poll = card.result.querySelector('#poll');
    if (poll) {
      card.setProgress(Number(poll.dataset.progress));
      this.#showMove(poll.dataset.move);
      card.showHint(poll.querySelector('[data-hint]')?.textContent);
    } else if (card.isOpen) {
      card.switchOff();
      card.setState('result');
      card.clearHint();
      card.result.querySelector('[data-ended]')?.focus();
    }
  }

  /** @param {string | undefined} move what the head is to do now */
  #showMove(move) {
    if (move && !this.#challenged) {
      this.#challenged = true;
      this.#limit();
    }
    if (move) this.#root.dataset.move = move;
    else delete this.#root.dataset.move;
  }
}
