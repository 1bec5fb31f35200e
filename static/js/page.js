/** Small helps on every page; each page works without them. */

/** A button that shows what is typed into a password field. */
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

/** A form is sent once, however often its button is pressed. */
document.addEventListener('submit', (event) => {
  // Answered with a file, the page stays: its button must, too.
  if ('again' in event.target.dataset) return;
  for (const button of event.target.querySelectorAll('button[type="submit"]')) {
    // After the event: a disabled button would stop the very submission. What a script sends may be sent again.
    setTimeout(() => {
      if (!event.defaultPrevented) button.disabled = true;
    });
  }
});

// "Back" shows the page as it was left: with its button disabled.
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button[type="submit"]')) button.disabled = false;
});

// Printing needs a script: without one the button is not there, and the browser's own menu does it.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
