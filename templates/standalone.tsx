/** A page apart from the site, such as one at an application's own host: it has the look alone and no navigation. */
import type { Child } from 'hono/jsx';
import { Icon } from './parts/icons.tsx';
import type { View } from './view.ts';

export type PlainView = Pick<View, 't' | 'locale' | 'requestId'>;
type StandaloneProps = {
  view: PlainView;
  title: string;
  /** The path below which the host has style and icon. */
  files: string;
  script?: string;
  failed?: boolean;
  children?: Child;
};

/** The whole document without its doctype. @param props.failed it also names the request, for whoever helps. */
export function Standalone({ view, title, files, script, failed, children }: StandaloneProps) {
  const { t, locale, requestId } = view;
  return (
    <html lang={locale === 'zh' ? 'zh-Hans' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${t('app.name')}`}</title>
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={`${files}/icon.svg`} type="image/svg+xml" />
        <link rel="stylesheet" href={`${files}/app.css`} />
        {script && <script type="module" src={script} />}
      </head>
      <body>
        <header class="header">
          <span class="brand">
            <Icon name="face" />
            <span>{t('app.name')}</span>
          </span>
        </header>
        <main class="main">
          <h1>{title}</h1>
          {children}
          {failed && (
            <p class="muted small">
              {t('error.request-id')} <code>{requestId}</code>
            </p>
          )}
        </main>
      </body>
    </html>
  );
}
