/** The frame of every page. */
import type { Child } from 'hono/jsx';
import { ProblemPlace } from './error.tsx';
import { Button } from './parts/button.tsx';
import { Form, OWNER, ownerOf } from './parts/form.tsx';
import { Icon } from './parts/icons.tsx';
import { Notice } from './parts/notice.tsx';
import type { View } from './view.ts';

/** No styles from htmx: the content security policy allows only our own files. */
const HTMX_CONFIG = JSON.stringify({ includeIndicatorCSS: false });

/** The header with which htmx says whose page this is. A colon is not legal in JSX. */
function ownerHeader(view: View) {
  return { 'hx-headers:inherited': JSON.stringify({ [OWNER.header]: ownerOf(view) }) };
}

/** Style sheets, in the order of the cascade. */
const STYLES = ['app', 'account', 'camera', 'handoff', 'passkeys', 'launch', 'admin', 'applications', 'reference'];

type LayoutProps = { view: View; title: string; wide?: boolean; children?: Child };

/**
 * The whole document without its doctype.
 * @param props.wide 960 px wide, not 480 px as forms are.
 */
export function Layout({ view, title, wide, children }: LayoutProps) {
  const { t } = view;
  const name = t('app.name');
  return (
    <html lang={view.locale === 'zh' ? 'zh-Hans' : 'en'}>
      <Head title={title === name ? name : `${title} · ${name}`} />
      <body data-owner={ownerOf(view)} {...ownerHeader(view)}>
        <a class="skip-link" href="#main">
          {t('nav.skip')}
        </a>
        <Header view={view} />
        <main id="main" class={wide ? 'main main-wide' : 'main'} tabindex={-1}>
          {view.insecure && (
            <Notice tone="warning">
              <p>{t(view.httpsLost ? 'https-lost.banner' : 'insecure.banner')}</p>
            </Notice>
          )}
          {view.prefix !== undefined && (
            <Notice tone="warning">
              <p>{t('prefix.banner', { prefix: view.prefix })}</p>
            </Notice>
          )}
          <ProblemPlace view={view} />
          {children}
        </main>
        <footer class="footer">
          <p>{t('footer.about')}</p>
          <a href="/privacy" aria-current={here(view, '/privacy')}>
            {t('footer.privacy')}
          </a>
        </footer>
      </body>
    </html>
  );
}

function Head({ title }: { title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={HTMX_CONFIG} />
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      <link rel="apple-touch-icon" href="/icons/apple-180.png" />
      <link rel="manifest" href="/manifest.webmanifest" crossorigin="use-credentials" />
      <meta name="theme-color" content="#0f6b66" />
      {STYLES.map((name) => (
        <link rel="stylesheet" href={`/static/${name}.css`} />
      ))}
      <script type="module" src="/static/js/page.js" />
    </head>
  );
}

function Header({ view }: { view: View }) {
  const { t, viewer } = view;
  return (
    <header class="header">
      <a class="brand" href="/">
        <Icon name="face" />
        <span>{t('app.name')}</span>
      </a>
      <nav class="nav" aria-label={t('nav.label')}>
        {viewer ? <SignedIn view={view} /> : <SignedOut view={view} />}
      </nav>
      <LanguageSwitch view={view} />
    </header>
  );
}

function here(view: View, href: string): 'page' | undefined {
  return view.path.split('?')[0] === href ? 'page' : undefined;
}

function SignedOut({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      <a href="/login" aria-current={here(view, '/login')}>
        {t('nav.sign-in')}
      </a>
      {view.registration === 'open' && (
        <a href="/register" aria-current={here(view, '/register')}>
          {t('nav.register')}
        </a>
      )}
    </>
  );
}

function SignedIn({ view }: { view: View }) {
  const { t } = view;
  return (
    <>
      <a href="/account" aria-current={here(view, '/account')}>
        {t('nav.account')}
      </a>
      {view.viewer?.admin && (
        <a href="/admin" aria-current={view.path.startsWith('/admin') ? 'page' : undefined}>
          {t('nav.admin')}
        </a>
      )}
      <Form view={view} action="/logout">
        <Button kind="plain">{t('nav.sign-out')}</Button>
      </Form>
    </>
  );
}

/** One button. Its text is in the language that it switches to. */
function LanguageSwitch({ view }: { view: View }) {
  const other =
    view.locale === 'zh'
      ? { locale: 'en', lang: 'en', name: 'English' }
      : { locale: 'zh', lang: 'zh-Hans', name: '中文' };
  return (
    <Form view={view} action="/lang" class="language">
      <input type="hidden" name="next" value={view.path} />
      <Button kind="plain" name="locale" value={other.locale} lang={other.lang}>
        {other.name}
      </Button>
    </Form>
  );
}
