/**
 * The phone's pages of a hand-off. The code stands behind the `#` of the address, which no server gets: this sends it in a
 * form and removes it from the address and from the history.
 */

const form = document.querySelector('[data-phone-code]');

function take() {
  const code = window.location.hash.slice(1);
  if (code === '') return;
  window.history.replaceState(null, '', window.location.pathname);
  document.querySelector('[data-phone-opening]').hidden = false;
  document.querySelector('[data-phone-page]').hidden = true;
  form.elements.code.value = code;
  form.requestSubmit();
}

take();
// Another code in a tab that is open already: the browser loads nothing.
window.addEventListener('hashchange', take);
