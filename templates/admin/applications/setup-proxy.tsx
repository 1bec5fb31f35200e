/** The lines for the proxy in front of an application. */
import { Button } from '../../parts/button.tsx';
import { Field, Select } from '../../parts/field.tsx';
import type { View } from '../../view.ts';
import type { AppDetail } from './detail.ts';
import { Paste } from './paste.tsx';

export type ProxySetup = {
  proxies: { value: string; label: string }[];
  /** What the lines are made of. */
  chosen: { proxy: string; origin: string; upstream: string; facelogin: string };
  snippets: { file: string; text: string }[];
};

type Props = { view: View; app: AppDetail; proxy: ProxySetup };

/** A form of the page's address. A change in it asks for the lines again. */
function PlaceForm({ view, app, proxy: { proxies, chosen } }: Props) {
  const { t } = view;
  const path = `/admin/applications/${app.id}`;
  const swap = { 'hx-target': '#lines', 'hx-select': '#lines', 'hx-swap': 'outerHTML show:none' };
  const typed = { view, autocomplete: 'off', spellcheck: false, maxlength: 100, required: true } as const;
  return (
    <form method="get" action={`${path}#proxy-setup`} class="filters" hx-get={path} hx-trigger="change" {...swap}>
      <Select view={view} name="proxy" label={t('admin.app.proxy')} value={chosen.proxy} choices={proxies} required />
      {app.origins.length > 1 && (
        <Select
          view={view}
          name="origin"
          label={t('admin.app.origins.short')}
          value={chosen.origin}
          choices={app.origins.map((value) => ({ value, label: value }))}
          required
        />
      )}
      <Field {...typed} name="upstream" label={t('admin.app.upstream')} value={chosen.upstream} />
      <Field {...typed} name="facelogin" label={t('admin.app.facelogin')} value={chosen.facelogin} />
      <div class="filters-submit">
        <Button kind="secondary">{t('admin.filter')}</Button>
      </div>
    </form>
  );
}

export function ProxySection(props: Props) {
  const { view, proxy } = props;
  const { t } = view;
  return (
    <section class="card app-part" id="proxy-setup" aria-labelledby="proxy-title">
      <h2 id="proxy-title">{t('admin.app.forward.short')}</h2>
      <p>{t('admin.app.proxy.lead')}</p>
      <PlaceForm {...props} />
      <div id="lines">
        {proxy.snippets.map(({ file, text }, index) => (
          <Paste view={view} id={`lines-${index}`} where={file} text={text} />
        ))}
      </div>
    </section>
  );
}
