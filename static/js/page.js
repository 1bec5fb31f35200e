/** Small helps on every page. Each page works without them. */
import './focus.js';
import './problems.js';

/** Adds a button that shows what is typed into a password field. */
for (const wrapper of document.querySelectorAll('[data-password]')) {
  const input = wrapper.querySelector('input');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'show-password';
  button.textContent = wrapper.dataset.show;
  button.setAttribute('aria-controls', input.id);
  button.addEventListener('click', () => {
    const shown = input.type === 'text';
    input.type = shown ? 'password' : 'text';
    button.textContent = shown ? wrapper.dataset.show : wrapper.dataset.hide;
  });
  wrapper.append(button);
}

// The row of tabs may be wider than a phone.
document.querySelector('.admin-nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

/** Sends a form once, however often its button is pressed. */
document.addEventListener('submit', (event) => {
  // The answer is a file: the page stays, and its button must work again.
  if ('again' in event.target.dataset) return;
  for (const button of event.target.querySelectorAll('button[type="submit"]')) {
    // After the event: a disabled button would stop this submission. A script may send its form again.
    setTimeout(() => {
      if (!event.defaultPrevented) button.disabled = true;
    });
  }
});

// "Back" shows the page as it was left, with its button disabled.
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button[type="submit"]')) button.disabled = false;
});

// Printing needs a script. Without one the button stays hidden, and the browser's menu prints.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

// Copying needs a script, and https or this machine. Without them the button stays hidden.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
  // Lines that htmx swaps in bring buttons of their own.
  document.addEventListener('htmx:load', (event) => {
    for (const button of event.target.querySelectorAll('[data-copy]')) button.hidden = false;
  });
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = button.dataset.copied;
  });
}

// The worker keeps the page that an installed app shows without a connection, in the language of this page.
// A browser refuses it where it does not trust the certificate. The site works without.
navigator.serviceWorker
  ?.register(`/service-worker.js?lang=${document.documentElement.lang.slice(0, 2)}`)
  .catch(() => {});
