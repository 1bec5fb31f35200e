/**
 * A page at an application's own host, where none of our style sheets can be reached. It has no script, and its style
 * is allowed by its hash.
 */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { View } from '../view.ts';

/** The colours and sizes of `static/app.css`, as far as such a page needs them. */
export const STANDALONE_STYLE = `:root{color-scheme:light dark;--ground:#fbfcfc;--text:#1a2224;--muted:#52605f;--line:#d3dbda;--accent:#0b6b66;--on-accent:#fff;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
@media (prefers-color-scheme:dark){:root{--ground:#111718;--text:#e8eeed;--muted:#a3b2b0;--line:#323e40;--accent:#5ec7bf;--on-accent:#06201e}}
body{margin:0;background:var(--ground);color:var(--text);overflow-wrap:anywhere}
header{padding:12px 20px;border-bottom:1px solid var(--line);font-weight:600}
main{box-sizing:border-box;max-width:520px;margin:0 auto;padding:40px 20px}
h1{margin:0 0 20px;font-size:28px;line-height:1.25}
p,form{margin:0 0 20px}
a,button{display:inline-block;box-sizing:border-box;min-height:44px;padding:10px 20px;border:0;border-radius:8px;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.muted{color:var(--muted);font-size:14px}`;

type StandaloneProps = {
  view: Pick<View, 't' | 'locale' | 'requestId'>;
  title: string;
  failed?: boolean;
  children?: Child;
};

/** The whole document without its doctype. @param props.failed it also names the request, for whoever helps. */
export function Standalone({ view, title, failed, children }: StandaloneProps) {
  const { t, locale, requestId } = view;
  return (
    <html lang={locale === 'zh' ? 'zh-Hans' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${t('app.name')}`}</title>
        <style>{raw(STANDALONE_STYLE)}</style>
      </head>
      <body>
        <header>{t('app.name')}</header>
        <main>
          <h1>{title}</h1>
          {children}
          {failed && (
            <p class="muted">
              {t('error.request-id')} <code>{requestId}</code>
            </p>
          )}
        </main>
      </body>
    </html>
  );
}
