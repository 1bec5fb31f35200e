/** `/admin/explain`: what an application would ask of a person, and why. */
import { Hono } from 'hono';
import { ExplainPage } from '../../../templates/admin/applications/explain.tsx';
import { findUserByKey } from '../../accounts/accounts.store.ts';
import { readUsername, usernameKey, usernameProblem } from '../../accounts/usernames.ts';
import { findBySlug, listApplications } from '../../applications/applications.store.ts';
import type { Deps } from '../../deps.ts';
import type { FieldErrors } from '../../errors.ts';
import type { Env } from '../../http/env.ts';
import { type Read, textOf } from '../query.ts';
import { adminPage } from '../show.tsx';
import { type Explained, explain } from './explain.ts';

type Form = { app: string; person: string; path: string };

function formOf(read: Read): Form {
  const path = textOf(read, 'path', 2_000);
  return { app: textOf(read, 'app'), person: readUsername(textOf(read, 'person', 100)), path: path || '/' };
}

/** Reads who and what is asked about, and explains it. */
async function answerTo(deps: Deps, { app, person, path }: Form) {
  const application = await findBySlug(deps.db, app);
  const user = usernameProblem(person) ? undefined : await findUserByKey(deps.db, usernameKey(person));
  const errors: FieldErrors = {
    ...(!application && { app: 'explain.no-application' }),
    ...(!user && { person: 'explain.no-person' }),
  };
  if (!application || !user) return { errors };
  const explained: Explained = await explain(deps.db, { application, person: user, uri: path, now: deps.clock() });
  return { errors, found: { explained, application: application.name, person: user.username } };
}

export function explainRoutes(deps: Deps) {
  return new Hono<Env>().get('/admin/explain', async (c) => {
    const form = formOf((name) => c.req.query(name));
    // An address that names an application alone is a link to the form.
    const isAsked = c.req.query('person') !== undefined;
    const { errors, found } = isAsked ? await answerTo(deps, form) : { errors: {}, found: undefined };
    const applications = (await listApplications(deps.db)).map(({ slug, name }) => ({ value: slug, label: name }));
    const status = Object.keys(errors).length > 0 ? 422 : 200;
    const now = deps.clock();
    return adminPage(c, deps, { tab: 'applications', title: c.var.t('explain.title'), status }, (v) => (
      <ExplainPage
        view={v}
        form={form}
        applications={applications}
        errors={errors}
        now={now}
        {...(found && { found })}
      />
    ));
  });
}
