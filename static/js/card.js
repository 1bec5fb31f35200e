/** The camera card: one camera, its states, its hint line and what lies over the video. Every page with a camera uses it. */
import { closeCamera, listCameras, openCamera, problemOf } from './camera.js';

/** Shortest time in milliseconds that a hint stays: nobody reads faster. */
const HINT_MS = 1000;

/** The line below the video. Screen readers read it out. */
class HintLine {
  #element;
  #timer = 0;
  #shownAt = 0;

  constructor(element) {
    this.#element = element;
  }

  show(text) {
    clearTimeout(this.#timer);
    if (!text || text === this.#element.textContent) return;
    const wait = Math.max(0, this.#shownAt + HINT_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#element.textContent = text;
      this.#shownAt = performance.now();
    }, wait);
  }

  clear() {
    clearTimeout(this.#timer);
    this.#element.textContent = '';
  }
}

/** Fills the list of cameras. It stays hidden where there is no choice. */
async function offerCameras(picker, stream) {
  const cameras = await listCameras();
  const current = stream?.getVideoTracks()[0]?.getSettings().deviceId;
  picker.replaceChildren(
    ...cameras.map((camera, index) => {
      const name = camera.label || `${index + 1}`;
      return new Option(name, camera.deviceId, false, camera.deviceId === current);
    }),
  );
  picker.closest('label').hidden = cameras.length < 2;
}

export class Card {
  #root;
  #on;
  #hint;
  #stream = null;
  /** Each opening has a number. A camera that comes up after the person has stopped is closed at once. */
  #opening = 0;

  /**
   * @param {HTMLElement} root `[data-camera]`
   * @param {{ mayOpen?(): boolean, opened(): void, closed(): void }} on `mayOpen`: asked first; false keeps the camera
   *   closed. `opened`: the camera plays. `closed`: it plays no longer.
   */
  constructor(root, on) {
    this.#root = root;
    this.#on = on;
    this.#hint = new HintLine(root.querySelector('#hint'));
    this.video = root.querySelector('video');
    this.result = root.querySelector('.camera-result');
    const picker = root.querySelector('[data-camera-picker]');
    root.querySelector('[data-camera-open]').addEventListener('click', () => this.#open());
    picker.addEventListener('change', () => this.#open(picker.value));
    root.addEventListener('click', (event) => {
      if (event.target.closest('[data-retry]')) this.#open();
    });
  }

  get isOpen() {
    return this.#stream !== null;
  }

  setState(state) {
    this.#root.dataset.state = state;
  }

  showHint(text) {
    this.#hint.show(text);
  }

  clearHint() {
    this.#hint.clear();
  }

  /** @param {number} share 0 (nothing) to 1 (closed) */
  setProgress(share) {
    const open = 100 - 100 * Math.min(1, Math.max(0, share));
    this.#root.querySelector('[data-ring]').setAttribute('stroke-dashoffset', String(open));
  }

  /** A text that the page brings along in the person's language. */
  text(name) {
    return this.#root.querySelector(`template[data-hint-text="${name}"]`)?.content.textContent ?? '';
  }

  switchOff() {
    this.#opening++;
    closeCamera(this.video, this.#stream);
    if (this.#stream) this.#on.closed();
    this.#stream = null;
  }

  /** Shows what a template holds in place of the video, and puts the focus on it. */
  showEnd(template) {
    this.switchOff();
    this.result.replaceChildren(template.content.cloneNode(true));
    this.setState('result');
    this.clearHint();
    this.result.querySelector('[data-ended]')?.focus();
  }

  async #open(deviceId) {
    if (this.#on.mayOpen?.() === false) return;
    this.switchOff();
    const mine = this.#opening;
    this.result.replaceChildren();
    this.setProgress(0);
    this.setState('opening');
    try {
      const stream = await openCamera(this.video, deviceId);
      if (mine === this.#opening) await this.#opened(stream);
      else for (const track of stream.getTracks()) track.stop();
    } catch (error) {
      if (mine === this.#opening) this.#showProblem(error);
    }
  }

  async #opened(stream) {
    this.#stream = stream;
    stream.getVideoTracks()[0].addEventListener('ended', () => this.#showProblem({ name: 'NotReadableError' }));
    await offerCameras(this.#root.querySelector('[data-camera-picker]'), stream);
    // Stopped while the browser listed the cameras.
    if (stream !== this.#stream) return;
    this.setState('live');
    this.#on.opened();
  }

  #showProblem(error) {
    this.showEnd(this.#root.querySelector(`template[data-problem="${problemOf(error)}"]`));
  }
}
