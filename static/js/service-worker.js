/**
 * The shell of the installed app. It keeps one page, for when the server cannot be reached, and what that page needs.
 * Everything else passes it by: nothing of an account is ever stored.
 */
const SHELL = 'shell';
const FILES = ['/static/app.css', '/static/icon.svg', '/static/js/offline.js'];
/** The page is in the language in which the site was opened last: another language is another worker. */
const PAGE = `/offline?lang=${new URL(location.href).searchParams.get('lang')}`;

async function keep() {
  await caches.delete(SHELL);
  const cache = await caches.open(SHELL);
  await cache.addAll([PAGE, ...FILES].map((url) => new Request(url, { credentials: 'omit', cache: 'reload' })));
}

/** The network's answer; without one, what is kept. */
async function answer(request, kept) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await caches.match(kept);
    if (!found) throw error;
    return found;
  }
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.mode === 'navigate' && request.method === 'GET') event.respondWith(answer(request, PAGE));
  else if (origin === location.origin && FILES.includes(pathname)) event.respondWith(answer(request, pathname));
});
