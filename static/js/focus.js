/**
 * Keeps the focus where htmx swaps the very control that has it: the same control of the new content gets it, else that
 * content itself. Otherwise the next Tab would begin at the top of the page.
 */

/** Attributes that name a control, the surest first. */
const NAMES = ['id', 'name', 'hx-get', 'hx-post', 'href'];

let before = null;

/** Selects the controls that are named alike. @returns {{ selector: string, index: number, part: string | null }} */
function describe(element) {
  const name = NAMES.find((attribute) => element.hasAttribute(attribute));
  const value = element.hasAttribute('value') && name === 'name' ? `[value="${CSS.escape(element.value)}"]` : '';
  const selector = name ? `[${name}="${CSS.escape(element.getAttribute(name))}"]${value}` : element.localName;
  const part = element.parentElement?.closest('[id]')?.id ?? null;
  return { selector, index: [...document.querySelectorAll(selector)].indexOf(element), part };
}

document.addEventListener('htmx:before:swap', () => {
  const { activeElement } = document;
  before = activeElement && activeElement !== document.body ? describe(activeElement) : null;
});

document.addEventListener('htmx:after:swap', () => {
  if (!before || document.activeElement !== document.body) return;
  const { selector, index, part } = before;
  const same = document.querySelectorAll(selector)[index] ?? document.querySelector(selector);
  const place = same ?? document.getElementById(part ?? '');
  if (place && !same) place.tabIndex = -1;
  place?.focus({ preventScroll: true });
});
