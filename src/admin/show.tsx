/** Renders an administrator's page: the site's frame with the tabs of all pages. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { AdminFrame, type AdminTab } from '../../templates/admin/frame.tsx';
import type { View } from '../../templates/view.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { page, view } from '../http/render.tsx';

/** @param body gets what every template may know of the request. */
export function adminPage(
  c: Context<Env>,
  { config }: Pick<Deps, 'config'>,
  options: { tab: AdminTab; title: string; status?: number },
  body: (view: View) => Child,
): Response | Promise<Response> {
  const v = view(c, config);
  const { tab, title, status = 200 } = options;
  const whole = (
    <AdminFrame view={v} tab={tab} title={title}>
      {body(v)}
    </AdminFrame>
  );
  return page(c, { view: v, title, wide: true, status }, whole);
}
