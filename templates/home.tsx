import { ButtonLink } from './parts/button.tsx';
import { FaceOutline } from './parts/camera/face-outline.tsx';
import { type Launch, LaunchPad } from './parts/launch-pad.tsx';
import type { View } from './view.ts';

type HomePageProps = { view: View; launches: readonly Launch[] };

/** The front page: the person's applications, or what this is and the one thing to do next. */
export function HomePage({ view, launches }: HomePageProps) {
  const { t, viewer } = view;
  if (launches.length > 0) return <LaunchPad view={view} launches={launches} />;
  return (
    <div class="home">
      <div class="home-art">
        <FaceOutline />
      </div>
      <h1>{viewer ? t('home.welcome', { name: viewer.displayName }) : t('home.title')}</h1>
      <p class="lead">{t('home.lead')}</p>
      <p class="home-actions">
        {viewer ? (
          <ButtonLink href="/account">{t('nav.account')}</ButtonLink>
        ) : (
          <>
            <ButtonLink href="/login">{t('nav.sign-in')}</ButtonLink>
            {view.registration === 'open' && (
              <ButtonLink href="/register" kind="secondary">
                {t('nav.register')}
              </ButtonLink>
            )}
          </>
        )}
      </p>
      <section class="how" aria-labelledby="how-title">
        <h2 id="how-title">{t('home.how')}</h2>
        <ol>
          <li>{t('home.step.register')}</li>
          <li>{t('home.step.enroll')}</li>
          <li>{t('home.step.sign-in')}</li>
        </ol>
      </section>
    </div>
  );
}
