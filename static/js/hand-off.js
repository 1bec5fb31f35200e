/**
 * A phone as the camera of this page: begins the hand-off, by a button or by itself where this computer has no camera,
 * and moves on when the phone has brought something. The server says how it stands (`#hand-off-poll`).
 */

/** Milliseconds that the success stays on the page before it moves on. */
const MOVE_ON_MS = 600;

const place = document.querySelector('[data-hand-off]');
const camera = document.querySelector('[data-camera]');
const nameForm = document.querySelector('[data-face-name]');
/** Whether the person has asked for it. Otherwise the focus stays where it is. */
let asked = false;

function begin() {
  window.htmx.trigger(place, 'hand-off');
}

document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-use-phone]')) return;
  asked = true;
  if (nameForm?.reportValidity() ?? true) begin();
});

/** The phone comes first, and Enter in the name begins with it. */
function preferPhone() {
  const [open, phone] = ['[data-camera-open]', '.camera-idle [data-use-phone]'].map((name) =>
    camera.querySelector(name),
  );
  open.classList.replace('button-primary', 'button-secondary');
  phone.classList.replace('button-secondary', 'button-primary');
  open.before(phone);
  camera.dataset.first = 'phone';
}

/** Browsers list a camera without its name before they may open it. A list that they refuse tells nothing. */
async function hasCamera() {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => undefined);
  return devices === undefined || devices.some(({ kind }) => kind === 'videoinput');
}

async function offer() {
  if (await hasCamera()) return;
  preferPhone();
  if (place.dataset.handOff === 'reachable' && (nameForm?.checkValidity() ?? true)) begin();
}

function accepted(element) {
  if ('stay' in element.dataset) element.focus();
  else setTimeout(() => window.location.assign(element.dataset.next), MOVE_ON_MS);
}

document.addEventListener('htmx:after:swap', () => {
  const success = place.querySelector('[data-next]');
  if (success) return accepted(success);
  if (!asked) return undefined;
  const empty = place.childElementCount === 0;
  const target = empty ? camera.querySelector('[data-use-phone]') : place.querySelector('[data-over], [data-enrolled]');
  const title = place.querySelector('#hand-off-title');
  const isNew = title && !title.dataset.seen;
  if (title) title.dataset.seen = '';
  if (empty) asked = false;
  (target ?? (isNew ? title : undefined))?.focus();
  return undefined;
});

// htmx comes as a deferred script, which has run by then.
if (document.readyState === 'complete') offer();
else window.addEventListener('load', offer);
