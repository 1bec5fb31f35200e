/** The camera card: one camera, its states, its hint line and what lies over the video. Both cameras' pages use it. */
import { closeCamera, listCameras, openCamera, problemOf } from './camera.js';

/** Milliseconds that a hint stays at least: nobody reads faster. */
const HINT_MS = 1000;

/**
 * @param {HTMLElement} root `[data-camera]`
 * @param {{ mayOpen?(): boolean, opened(): void, closed(): void }} on `mayOpen`: asked first, and false keeps the
 *   camera closed. `opened`: the camera plays. `closed`: it does no longer.
 */
export function createCard(root, on) {
  const video = root.querySelector('video');
  const hint = root.querySelector('#hint');
  const result = root.querySelector('.camera-result');
  const picker = root.querySelector('[data-camera-picker]');
  const ring = root.querySelector('[data-ring]');
  let stream = null;
  // Each opening has a number: a camera that comes up after the person has stopped is closed at once.
  let opening = 0;
  let hintTimer = 0;
  let hintAt = 0;

  function setState(state) {
    root.dataset.state = state;
  }

  function showHint(text) {
    clearTimeout(hintTimer);
    if (!text || text === hint.textContent) return;
    const wait = Math.max(0, hintAt + HINT_MS - performance.now());
    hintTimer = setTimeout(() => {
      hint.textContent = text;
      hintAt = performance.now();
    }, wait);
  }

  function clearHint() {
    clearTimeout(hintTimer);
    hint.textContent = '';
  }

  /** @param {number} share 0 (nothing) to 1 (closed) */
  function setProgress(share) {
    ring.setAttribute('stroke-dashoffset', String(100 - 100 * Math.min(1, Math.max(0, share))));
  }

  function text(name) {
    return root.querySelector(`template[data-hint-text="${name}"]`)?.content.textContent ?? '';
  }

  async function offerCameras() {
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

  function switchOff() {
    opening++;
    closeCamera(video, stream);
    if (stream) on.closed();
    stream = null;
  }

  /** Shows what a template holds in place of the video, and puts the focus on it. */
  function showEnd(template) {
    switchOff();
    result.replaceChildren(template.content.cloneNode(true));
    setState('result');
    clearHint();
    result.querySelector('[data-ended]')?.focus();
  }

  async function open(deviceId) {
    if (on.mayOpen?.() === false) return;
    switchOff();
    const mine = opening;
    result.replaceChildren();
    setProgress(0);
    setState('opening');
    try {
      const opened = await openCamera(video, deviceId);
      if (mine !== opening) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      stream = opened;
      opened.getVideoTracks()[0].addEventListener('ended', () => showProblem({ name: 'NotReadableError' }));
      await offerCameras();
      setState('live');
      on.opened();
    } catch (error) {
      if (mine === opening) showProblem(error);
    }
  }

  function showProblem(error) {
    showEnd(root.querySelector(`template[data-problem="${problemOf(error)}"]`));
  }

  root.querySelector('[data-camera-open]').addEventListener('click', () => open());
  picker.addEventListener('change', () => open(picker.value));
  root.addEventListener('click', (event) => {
    if (event.target.closest('[data-retry]')) open();
  });

  return {
    video,
    result,
    setState,
    showHint,
    clearHint,
    setProgress,
    text,
    switchOff,
    showEnd,
    isOpen: () => stream !== null,
  };
}
