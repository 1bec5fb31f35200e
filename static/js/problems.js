/**
 * Shows what went wrong with one of htmx's requests: the server's error, or that it did not answer. The page stays as
 * it was. A camera shows errors in its own card.
 */

const place = document.querySelector('[data-problems]');

/** The address to try again at: the page that was asked for, or this page. */
function againAt({ select, request }) {
  return select && request.method === 'GET' ? request.action : window.location.href;
}

function lost(ctx) {
  const { content } = document.querySelector('template[data-problem-lost]');
  const shown = content.cloneNode(true);
  shown.querySelector('a').href = againAt(ctx);
  return shown;
}

/** @param {string} text the server's answer; a proxy's has no error of ours */
function told(text) {
  return new DOMParser().parseFromString(text, 'text/html').querySelector('[data-error]');
}

function inCamera({ sourceElement }) {
  return sourceElement.closest('[data-camera]') !== null;
}

document.addEventListener('htmx:before:swap', (event) => {
  const { ctx } = event.detail;
  if (!(ctx.response?.status >= 400) || inCamera(ctx)) return;
  event.preventDefault();
  place.replaceChildren(told(ctx.text) ?? lost(ctx));
});

document.addEventListener('htmx:after:swap', () => place.replaceChildren());

// The network failed, or the answer came too late.
document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (ctx?.request && !inCamera(ctx)) place.replaceChildren(lost(ctx));
});
