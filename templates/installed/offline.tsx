/** The page that an installed app shows without a connection. The service worker keeps it. */
import { ButtonLink } from '../parts/button.tsx';
import { type PlainView, Standalone } from '../standalone.tsx';

export function OfflinePage({ view }: { view: PlainView }) {
  const { t } = view;
  return (
    <Standalone view={view} title={t('offline.title')} files="/static" script="/static/js/offline.js">
      <p>{t('offline.why')}</p>
      <h2>{t('offline.do')}</h2>
      <ul>
        <li>{t('offline.network')}</li>
        <li>{t('offline.server')}</li>
      </ul>
      <p>
        <ButtonLink href="">{t('offline.again')}</ButtonLink>
      </p>
      <p class="muted small">{t('offline.returns')}</p>
    </Standalone>
  );
}
