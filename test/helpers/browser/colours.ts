/**
 * The contrast of texts. axe-core looks at each pair of colours once in a test process: most pages have the pairs of
 * those before them, and its rules of colours take more time than all others.
 */
import type { Page } from 'playwright-core';
import { accessibility, ask } from './browse.ts';

/** What depends on the colour scheme. */
export const COLOUR = ['color-contrast', 'link-in-text-block'];

/** Pairs without a violation. */
const fine = new Set<string>();

/**
 * Finds the texts whose pair is not known, leaves their elements in `unseen`, and lists the pairs. A pair is all of what
 * contrast is made of: the colour and size of the text, and each background below it up to an opaque one. What hangs over
 * the page has its classes in it too, since anything may be below it.
 */
const unseen = (known: readonly string[]) => `(() => {
  const known = new Set(${JSON.stringify(known)});
  const styles = new Map();
  const styleOf = (at) => styles.get(at) ?? styles.set(at, getComputedStyle(at)).get(at);
  const large = ({ fontSize, fontWeight }) => parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
  const opaque = (colour) => !/^rgba|\\/|transparent/.test(colour);
  function pairOf(text) {
    const own = styleOf(text);
    const pair = [own.color, large(own), own.textShadow];
    if (text.closest('a')) pair.push(own.textDecorationLine, styleOf(text.closest('a').parentElement).color);
    if (text.closest(':disabled, [aria-disabled=true]') || text.closest('label')?.control?.disabled) pair.push('off');
    let covered = false;
    for (let at = text; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage, opacity, position, clipPath, colorScheme } = styleOf(at);
      if (clipPath !== 'none') return undefined;
      if (opacity !== '1') pair.push(opacity);
      if (position !== 'static' && position !== 'relative') pair.push(position + at.className);
      if (covered) continue;
      if (backgroundImage !== 'none') pair.push(backgroundImage);
      if (backgroundColor !== 'rgba(0, 0, 0, 0)') pair.push(backgroundColor);
      covered = opaque(backgroundColor);
      if (!covered && !at.parentElement) pair.push(colorScheme, matchMedia('(prefers-color-scheme: dark)').matches);
    }
    return pair.join(' ');
  }
  const elements = new Set(document.body.querySelectorAll('input, select, textarea'));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.trim()) elements.add(texts.currentNode.parentElement);
  const found = [...elements].filter((at) => at.checkVisibility({ visibilityProperty: true })).map((at) => [at, pairOf(at)]);
  const fresh = found.filter(([, pair]) => pair !== undefined && !known.has(pair));
  window.unseen = fresh.map(([at]) => at);
  return [...new Set(fresh.map(([, pair]) => pair))];
})()`;

/** Finds violations of the rules of colours, a line each, on the page as it is. */
export async function colours(page: Page): Promise<string[]> {
  const pairs = await ask<string[]>(page, unseen([...fine]));
  if (pairs.length === 0) return [];
  const found = await accessibility(page, { only: COLOUR }, '{ include: window.unseen }');
  if (found.length === 0) for (const pair of pairs) fine.add(pair);
  return found;
}
