/** Keeps the tablet's screen on, and the page on all of it. */

let lock = null;

/** Asks for the lock again whenever the page is back: the browser takes it from a hidden one. */
export async function stayAwake() {
  if (document.hidden || lock || !navigator.wakeLock) return;
  try {
    lock = await navigator.wakeLock.request('screen');
    lock.addEventListener('release', () => {
      lock = null;
    });
  } catch {
    // A tablet with a low battery refuses. The kiosk works without.
    lock = null;
  }
}

/** Whether the page has the whole screen, also as an installed app. */
export function isFull() {
  return (
    Boolean(document.fullscreenElement) || matchMedia('(display-mode: fullscreen), (display-mode: standalone)').matches
  );
}

/** Only after a touch: the browser allows it no other way. */
export async function fillScreen() {
  if (!isFull()) await document.documentElement.requestFullscreen?.().catch(() => {});
}

/** Shows the button for the full screen while the page has not got it. */
export function offerFull(button) {
  const offer = () => {
    button.hidden = isFull() || !document.documentElement.requestFullscreen || document.body.dataset.state === 'start';
  };
  document.addEventListener('fullscreenchange', offer);
  button.addEventListener('click', fillScreen);
  return offer;
}
