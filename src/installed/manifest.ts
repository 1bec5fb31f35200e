/** What a device shows of the installed app (W3C Web Application Manifest). */
import type { Locale, Translate } from '../i18n/index.ts';
import { ICON_GROUND, ICONS, type IconFile } from './icons.ts';

function icon(name: IconFile) {
  const { size, whole } = ICONS[name];
  const purpose = whole ? 'maskable' : 'any';
  return { src: `/icons/${name}`, sizes: `${size}x${size}`, type: 'image/png', purpose };
}

/** The app of people opens the camera page, or the front page for whoever is signed in. A kiosk fills the screen. */
const APPS = {
  people: { id: '/', start_url: '/start', display: 'standalone' },
  kiosk: { id: '/kiosk', start_url: '/kiosk', display: 'fullscreen' },
} as const;
export type App = keyof typeof APPS;

/** @param site.name of this server, as its pages have it. */
export function manifest(app: App, t: Translate, site: { name: string; locale: Locale }) {
  const name = app === 'kiosk' ? t('installed.kiosk', { name: site.name }) : site.name;
  return {
    ...APPS[app],
    name,
    short_name: name,
    description: t('footer.about'),
    lang: site.locale === 'zh' ? 'zh-Hans' : 'en',
    dir: 'ltr',
    scope: '/',
    theme_color: ICON_GROUND,
    background_color: '#fbfcfc',
    icons: [icon('icon-192.png'), icon('icon-512.png'), icon('maskable-512.png')],
  };
}
