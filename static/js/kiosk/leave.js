/** The way out: the PIN. The full screen ends with it. */
import { post } from './link.js';

/** @param {() => void} left called before the page goes */
export function attachLeave(left) {
  const dialog = document.querySelector('[data-dialog]');
  if (!dialog) return;
  const form = dialog.querySelector('form');
  const refused = dialog.querySelector('[data-refused]');
  document.querySelector('[data-leave]').addEventListener('click', () => {
    form.reset();
    refused.textContent = '';
    dialog.showModal();
  });
  dialog.querySelector('[data-stay]').addEventListener('click', () => dialog.close());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { status, data } = await post(form.action, { pin: form.elements.pin.value });
    if (status === 200) {
      left();
      await document.exitFullscreen?.().catch(() => {});
      window.location.assign(data.to);
      return;
    }
    refused.textContent = data.error?.message ?? document.querySelector('template[data-text=away]').dataset.title;
    form.elements.pin.value = '';
    form.elements.pin.focus();
  });
}
