/** What a device shows of the installed app (W3C Web Application Manifest). */
import type { Locale, Translate } from '../i18n/index.ts';
import { ICON_GROUND, ICONS, type IconFile } from './icons.ts';

function icon(name: IconFile) {
  const { size, whole } = ICONS[name];
  const purpose = whole ? 'maskable' : 'any';
  return { src: `/icons/${name}`, sizes: `${size}x${size}`, type: 'image/png', purpose };
}

/** The app opens the camera page, or the front page for whoever is signed in. */
export function manifest(t: Translate, locale: Locale) {
  return {
    id: '/',
    name: t('app.name'),
    short_name: t('app.name'),
    description: t('footer.about'),
    lang: locale === 'zh' ? 'zh-Hans' : 'en',
    dir: 'ltr',
    start_url: '/start',
    scope: '/',
    display: 'standalone',
    theme_color: ICON_GROUND,
    background_color: '#fbfcfc',
    icons: [icon('icon-192.png'), icon('icon-512.png'), icon('maskable-512.png')],
  };
}
