import { expect, test } from 'bun:test';
import sharp from 'sharp';
import { truncateAll } from '../../test/helpers/data/db.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { openSite, registerAt } from '../../test/helpers/site/site.ts';

await truncateAll();
const site = openSite(await testDeps());
const ask = (path: string, headers: Record<string, string> = {}) => site.app.request(path, { headers });

type Manifest = { lang: string; start_url: string; icons: { src: string; sizes: string; purpose: string }[] };
const manifestIn = async (language: string) =>
  (await (await ask('/manifest.webmanifest', { 'Accept-Language': language })).json()) as Manifest;

test('the manifest is in the language of the person, and each of its icons has the size that it says', async () => {
  expect([(await manifestIn('en')).lang, (await manifestIn('zh-CN')).lang]).toEqual(['en', 'zh-Hans']);
  const { icons } = await manifestIn('en');
  expect(icons.map(({ purpose }) => purpose)).toEqual(['any', 'any', 'maskable']);
  for (const { src, sizes } of icons) {
    const { width, height, format } = await sharp(await (await ask(src)).arrayBuffer()).metadata();
    expect([`${width}x${height}`, format]).toEqual([sizes, 'png']);
  }
});

test('a kiosk is an app of its own that fills the screen, and both have the name of this server', async () => {
  const named = openSite(await testDeps({ config: testConfig({ FACELOGIN_NAME: 'Workshop' }) }));
  const of = async (path: string) => (await (await named.app.request(path)).json()) as Record<string, string>;
  const [people, kiosk] = [await of('/manifest.webmanifest'), await of('/kiosk.webmanifest')];
  expect([people.name, people.display, people.id]).toEqual(['Workshop', 'standalone', '/']);
  expect([kiosk.name, kiosk.display, kiosk.start_url]).toEqual(['Workshop kiosk', 'fullscreen', '/kiosk']);
});

test('a maskable icon has its ground in every corner, and the others are round', async () => {
  for (const [name, alpha] of [
    ['maskable-512', 255],
    ['apple-180', 255],
    ['icon-192', 0],
  ] as const) {
    const { data } = await sharp(await (await ask(`/icons/${name}.png`)).arrayBuffer())
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([name, data[3]]).toEqual([name, alpha]);
  }
});

test('an icon that does not exist is a 404', async () => {
  for (const name of ['icon-193.png', 'constructor', '..%2Ficon.svg'])
    expect((await ask(`/icons/${name}`)).status).toBe(404);
});

test('the app begins at the camera, or at the front page of whoever is signed in', async () => {
  const person = site.visitor();
  expect((await person.get('/start')).headers.get('Location')).toBe('/login');
  await registerAt(person, 'anna');
  expect((await person.get('/start')).headers.get('Location')).toBe('/');
});

test('the page without a connection is in the language asked for, and names nobody', async () => {
  const person = site.visitor();
  await registerAt(person, 'berta');
  for (const [lang, html] of [
    ['en', 'en'],
    ['zh', 'zh-Hans'],
  ]) {
    const text = await (await person.get(`/offline?lang=${lang}`)).text();
    expect(text).toContain(`<html lang="${html}">`);
    expect(text).not.toContain('berta');
  }
  expect(await (await ask('/offline?lang=xx')).text()).toContain('<html lang="en">');
});

test('the service worker rules the whole site, and browsers ask for a newer one each time', async () => {
  const response = await ask('/service-worker.js');
  expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
  expect(response.headers.get('Cache-Control')).toBe('no-cache');
});
