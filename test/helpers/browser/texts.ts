/**
 * What is wrong with the texts of a page in one language alone. The parts of a page are those of the other language, so
 * axe-core's rules about them are asked there. This asks for those which a text decides, without its half megabyte.
 */
import type { Page } from 'playwright-core';
import { ask } from './browse.ts';

const WRONG = `(() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((at) => at.checkVisibility());
  const text = (at) => at.textContent.trim();
  const labelled = (at) => (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id));
  const named = (at) => labelled(at).map((by) => (by ? text(by) : '')).join(' ').trim() || at.getAttribute('aria-label')?.trim();
  const pictures = (at) => [...at.querySelectorAll('img[alt], svg[aria-label]')].map((one) => one.alt || named(one) || '').join('');
  const labels = (at) => [...(at.labels ?? [])].map(text).join('') || at.title.trim();
  const nameOf = (at) => named(at) || (at.matches('input, select, textarea') ? labels(at) : text(at) || pictures(at) || at.title.trim());
  const line = (what) => (at) => what + ': ' + at.outerHTML.slice(0, 120);
  const empty = (selector) => shown(selector).filter((at) => !nameOf(at));
  const fields = 'input:not([type=hidden]), select, textarea';
  const unnamed = empty('a[href], button, summary, h1, h2, h3, h4, legend, th, option, [role=img], ' + fields);
  const blank = shown('[aria-label]').filter((at) => !at.getAttribute('aria-label').trim());
  const landmarks = shown('nav, main, aside, form, section, [role=region], [role=navigation]');
  const marked = landmarks.filter((at) => named(at) || at.matches('nav, main, aside'));
  const twice = marked.filter((at) => marked.some((other) => other !== at && other.tagName === at.tagName && named(other) === named(at)));
  return [
    ...(document.title.trim() ? [] : ['the page has no title']),
    ...[...new Set([...unnamed, ...blank])].map(line('without a name')),
    ...twice.map(line('a landmark whose name is not its own')),
  ];
})()`;

/** Lists what has no name, and landmarks that share theirs. */
export function wrongTexts(page: Page): Promise<string[]> {
  return ask<string[]>(page, WRONG);
}
