/** The applications that a signed-in person can open. */
import type { View } from '../view.ts';

/** `icon`: one emoji or up to two letters. */
export type Launch = { slug: string; name: string; icon: string; href: string };

export function LaunchPad({ view, launches }: { view: View; launches: readonly Launch[] }) {
  const { t, viewer } = view;
  return (
    <div class="launch-page">
      <h1>{t('home.welcome', { name: viewer?.displayName ?? '' })}</h1>
      <h2 id="launch-title">{t('launch.title')}</h2>
      <ul class="launch-pad" aria-labelledby="launch-title">
        {launches.map(({ slug, name, icon, href }) => (
          <li>
            <a class="launch" href={href} data-application={slug}>
              <span class="launch-icon" aria-hidden="true">
                {icon}
              </span>
              <span class="launch-name">{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
