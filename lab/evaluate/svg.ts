/** What all plots have in common: a whole SVG document, light or dark as its reader prefers, without script or font. */

const SIZE = { width: 900, height: 640 };

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A document of {@link SIZE}, with its title above.
 * @param head.left where the title begins. @param head.extra room above, in pixels.
 */
export function svgDocument(
  { title, style, left, extra = 0 }: { title: string; style: string; left: number; extra?: number },
  body: readonly string[],
): string {
  const { width, height } = SIZE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${-extra} ${width} ${height + extra}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" y="${-extra}" width="${width}" height="${height + extra}"/>`,
    `<text class="title" x="${left}" y="${32 - extra}">${escapeText(title)}</text>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}
