/** The privacy notice, written from this server's settings. */
import type { View } from '../view.ts';
import { type NoticeFacts, storedData } from './stored.ts';

export function PrivacyPage({ view, facts }: { view: View; facts: NoticeFacts }) {
  const { t } = view;
  return (
    <article class="notice-page">
      <h1>{t('privacy.title')}</h1>
      <p class="lead">{t('privacy.lead')}</p>
      <section>
        <h2>{t('privacy.who')}</h2>
        <p>{facts.operator ? t('privacy.who.named', { operator: facts.operator }) : t('privacy.who.unnamed')}</p>
      </section>
      <CameraSection view={view} facts={facts} />
      <section>
        <h2>{t('privacy.stored')}</h2>
        <div class="cards">
          {storedData(facts).map(({ what, text, kept }) => (
            <div class="card">
              <h3>{t(what)}</h3>
              <p>{t(...text)}</p>
              <p class="muted small">{t('privacy.kept', { how: t(...kept) })}</p>
            </div>
          ))}
        </div>
      </section>
      <PlaceSection view={view} facts={facts} />
      <CookieSection view={view} cookies={facts.cookies} />
      <RightsSection view={view} />
    </article>
  );
}

function CameraSection({ view, facts }: { view: View; facts: NoticeFacts }) {
  const { t } = view;
  return (
    <section>
      <h2>{t('privacy.camera')}</h2>
      <p>{t('privacy.camera.text')}</p>
      <p>{t(`privacy.recognizer.${facts.recognizer}`)}</p>
      {facts.liveness.length === 0 && <p>{t('privacy.liveness.none')}</p>}
      {facts.liveness.map((part) => (
        <p>{t(`privacy.liveness.${part}`)}</p>
      ))}
      <p>{t('privacy.camera.decision')}</p>
    </section>
  );
}

function PlaceSection({ view, facts }: { view: View; facts: NoticeFacts }) {
  const { t } = view;
  return (
    <section>
      <h2>{t('privacy.place')}</h2>
      <ul>
        <li>{t(`privacy.place.${facts.database}`)}</li>
        <li>{t(`privacy.place.key.${facts.key}`)}</li>
        <li>{t('privacy.place.admin')}</li>
        <li>{t('privacy.place.operator')}</li>
        <li>{t('privacy.place.nobody')}</li>
      </ul>
    </section>
  );
}

function CookieSection({ view, cookies }: { view: View; cookies: NoticeFacts['cookies'] }) {
  const { t } = view;
  return (
    <section>
      <h2>{t('privacy.cookies')}</h2>
      <p>{t('privacy.cookies.text')}</p>
      <dl class="facts cookies">
        {cookies.map((name) => (
          <div>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{t(`privacy.cookie.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function RightsSection({ view }: { view: View }) {
  const { t } = view;
  return (
    <section>
      <h2>{t('privacy.rights')}</h2>
      <ul>
        <li>
          <a href="/account/data">{t('privacy.rights.copy')}</a>
        </li>
        <li>
          <a href="/account/edit">{t('privacy.rights.correct')}</a>
        </li>
        <li>
          <a href="/enroll/remove">{t('privacy.rights.face')}</a>
        </li>
        <li>
          <a href="/account/delete">{t('privacy.rights.delete')}</a>
        </li>
      </ul>
      <p>{t('privacy.rights.consent')}</p>
      <p>{t('privacy.rights.complain')}</p>
    </section>
  );
}
