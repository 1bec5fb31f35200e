/** What is wrong with a page in one look alone is found, though a look checks only what it can change. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type Camera, findChromium, openBrowser } from '../../helpers/browser/chromium.ts';
import { type InLanguage, type Locale, openLooks } from '../../helpers/browser/looks.ts';
import { describeIf } from '../../helpers/need.ts';

setDefaultTimeout(120_000);

const chromium = findChromium();

/** A page without a fault, and then one in the look of a media query. */
const page = (lang: string, media: string, style: string, more = '') => `<!doctype html><html lang="${lang}"><head>
  <meta name="color-scheme" content="light dark"><title>A page</title>
  <style>body { background: Canvas; color: CanvasText } @media ${media} { ${style} }</style></head>
  <body><main><h1>A page</h1><p><span id="text">Some text</span></p><p><button>One</button> <button>Two</button></p>${more}</main></body></html>`;

describeIf(chromium, 'the looks of a page', 'chromium is not installed (apt-get install chromium)', () => {
  let camera: Camera;
  let inLanguage: InLanguage;
  beforeAll(async () => {
    camera = await openBrowser(chromium!);
    inLanguage = openLooks(camera);
  });
  afterAll(() => camera?.close());

  const looked = (locale: Locale, html: string) =>
    inLanguage(locale, async ({ page: opened, look }) => {
      await opened.setContent(html);
      await look('page');
    }).then(
      () => '',
      (error: Error) => error.message,
    );

  test('a page without a fault passes', async () => {
    for (const locale of ['en-US', 'zh-CN'] as const) {
      expect(await looked(locale, page(locale, '(width < 0)', ''))).toBe('');
    }
  });

  test.each([
    ['in the dark', 'en-US', '(prefers-color-scheme: dark)', '#text { color: #333 }', 'dark-1280: color-contrast'],
    ['in the light', 'en-US', '(prefers-color-scheme: light)', '#text { color: #ccc }', 'light-1280: color-contrast'],
    ['on a phone', 'en-US', '(width < 600px)', 'button { all: unset; font-size: 6px }', 'dark-390: target-size'],
    [
      'on a phone',
      'zh-CN',
      '(width < 600px)',
      '#text { white-space: pre; padding-right: 600px }',
      '390: wider than the window',
    ],
    [
      'on a laptop',
      'zh-CN',
      '(width > 600px)',
      '#text { white-space: pre; padding-right: 1600px }',
      '1280: wider than',
    ],
  ] as const)('a fault %s is found (%s)', async (_, locale, media, style, told) => {
    expect(await looked(locale, page(locale, media, style))).toContain(told);
  });

  test.each([
    ['a colour on another background', 'en-US', '<p style="background: #999">Some text</p>', 'color-contrast'],
    ['a background behind a part', 'en-US', '<div style="background: #888"><p>Some text</p></div>', 'color-contrast'],
    ['a pale part', 'en-US', '<p style="opacity: 0.3">Some text</p>', 'color-contrast'],
    [
      'what hangs over the page',
      'en-US',
      '<p class="on" style="position: fixed; background: #888">Some text</p>',
      'contrast',
    ],
    ['a field', 'en-US', '<label>A <input value="b" style="color: #888; background: #999"></label>', 'color-contrast'],
    ['a button without a word', 'en-US', '<button></button>', 'button-name'],
    ['a button without a word', 'zh-CN', '<button></button>', 'without a name'],
    ['a link without a word', 'zh-CN', '<a href="/"><img alt="" src="data:,"></a>', 'without a name'],
    ['a field without a word', 'zh-CN', '<label for="a"></label><input id="a">', 'without a name'],
    ['a label without a word', 'zh-CN', '<nav aria-label=" "><a href="/">A</a></nav>', 'without a name'],
    ['two landmarks of one name', 'zh-CN', '<nav>A</nav><nav>B</nav>', 'whose name is not its own'],
  ] as const)('%s is found on a page like those before it (%s)', async (_, locale, more, told) => {
    expect(await looked(locale, page(locale, '(width < 0)', '', more))).toContain(told);
  });
});
