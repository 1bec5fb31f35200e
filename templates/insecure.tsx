import { ButtonLink } from './parts/button.tsx';
import type { View } from './view.ts';

type InsecurePageProps = {
  view: View;
  /** The server's https address, where it has one. */
  httpsUrl: string | null;
  /** The host in the browser's request. */
  host: string;
};

/** The page for https that the proxy in front of the server does not tell of. The visitor can only ask for help. */
export function HttpsLostPage({ view, host }: { view: View; host: string }) {
  const { t } = view;
  return (
    <>
      <h1>{t('https-lost.title')}</h1>
      <p>{t('https-lost.why', { host })}</p>
      <h2>{t('insecure.do')}</h2>
      <p>{t('https-lost.ask', { command: 'npm run facelogin -- doctor' })}</p>
      <p>
        <ButtonLink href={view.path}>{t('https-lost.again')}</ButtonLink>
      </p>
    </>
  );
}

/** The page for plain http from another machine: why camera and sign-in do not work, and what to do. */
export function InsecurePage({ view, httpsUrl, host }: InsecurePageProps) {
  const { t } = view;
  return (
    <>
      <h1>{t('insecure.title')}</h1>
      <p>{t('insecure.why', { host })}</p>
      <h2>{t('insecure.do')}</h2>
      {httpsUrl ? (
        <p>
          <ButtonLink href={httpsUrl}>{t('insecure.open', { url: httpsUrl })}</ButtonLink>
        </p>
      ) : (
        <p>{t('insecure.ask')}</p>
      )}
      <p class="muted">{t('insecure.local')}</p>
    </>
  );
}
