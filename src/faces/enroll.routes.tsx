/** The three steps of enrollment, and the removal of a face. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import {
  EnrollCameraPage,
  EnrollDone,
  EnrollPasswordPage,
  EnrollRetry,
  problemKey,
  RemoveFacePage,
} from '../../templates/faces/enroll.tsx';
import type { Deps } from '../deps.ts';
import type { FieldErrors } from '../errors.ts';
import { CLIP_BYTES, CLIP_MS, formData, readFrames } from '../http/body/capture.ts';
import { clientOf } from '../http/client.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { cameFrom, safeNext } from '../http/next.ts';
import { fragment, page, view } from '../http/render.tsx';
import { issueSession } from '../sessions/issue.ts';
import { requireSession } from '../sessions/middleware.ts';
import { confirmPassword } from '../sessions/password-gate.ts';
import { confirmSession, reauthentication } from '../sessions/reauth.store.ts';
import { CLIP_FRAMES, CONSENT_VERSION, enrollClip, removeFace } from './enroll.ts';

/** Bytes for the multipart wrapping of a clip's frames. */
const WRAPPING_BYTES = 262_144;

/** The page that sent somebody here and waits for the enrollment: a path of this site, or empty. */
function nextOf(text: unknown): string {
  return safeNext(typeof text === 'string' ? text : undefined, '');
}

type PasswordShown = { errors: FieldErrors; next: string; status: number };

function passwordPage(c: Context<Env>, deps: Deps, { errors, next, status }: PasswordShown) {
  const v = view(c, deps.config);
  const options = { view: v, title: c.var.t('enroll.title'), status };
  const { unusedFaceDays: unusedDays } = deps.config;
  return page(c, options, <EnrollPasswordPage view={v} errors={errors} unusedDays={unusedDays} next={next} />);
}

/** Step 1: takes the password again and the consent. */
async function passwordStep(c: Context<Env>, deps: Deps) {
  const session = c.var.session!;
  const form = await formData(c);
  const next = nextOf(form.get('next'));
  const again = (errors: FieldErrors) => passwordPage(c, deps, { errors, next, status: 422 });
  if (form.get('consent') !== 'yes') return again({ consent: 'enroll.consent.missing' });
  const given = await confirmPassword(deps, session, String(form.get('password') ?? ''), clientOf(c, deps.config));
  if (!given) return again({ password: 'field.password.wrong' });
  const confirmed = { sessionHash: session.idHash, purpose: 'enrollment' as const, consentVersion: CONSENT_VERSION };
  await issueSession(c, deps, { sessionToken: await confirmSession(deps, confirmed) });
  return c.redirect(next ? `/enroll?${new URLSearchParams({ next })}` : '/enroll', 303);
}

export function enrollmentRoutes(deps: Deps) {
  const { db, config, clock } = deps;
  const clip = needs({ body: CLIP_BYTES + WRAPPING_BYTES, deadline: CLIP_MS, session: 'signed-in' });
  return new Hono<Env>()
    .use('/enroll', requireSession())
    .use('/enroll/*', requireSession())
    .get('/enroll', async (c) => {
      const gate = { sessionHash: c.var.session!.idHash, purpose: 'enrollment' as const, now: clock() };
      const next = nextOf(c.req.query('next'));
      if (!(await reauthentication(db, gate))) return passwordPage(c, deps, { errors: {}, next, status: 200 });
      const v = view(c, config);
      return page(c, { view: v, title: c.var.t('enroll.title') }, <EnrollCameraPage view={v} />);
    })
    .post('/enroll/password', (c) => passwordStep(c, deps))
    .post('/enroll/clip', clip, async (c) => {
      const frames = await readFrames(await formData(c), CLIP_FRAMES);
      const result = await enrollClip(deps, { session: c.var.session!, frames });
      const v = view(c, config);
      const from = new URL(cameFrom(c), deps.config.publicUrl);
      const next = nextOf(from.searchParams.get('next'));
      if (result.kind === 'enrolled') return fragment(c, <EnrollDone view={v} crops={result.crops} next={next} />);
      return fragment(c, <EnrollRetry view={v} problems={result.problems.map(problemKey)} />, 422);
    })
    .get('/enroll/remove', (c) => {
      const v = view(c, config);
      return page(c, { view: v, title: c.var.t('enroll.remove.title') }, <RemoveFacePage view={v} />);
    })
    .post('/enroll/remove', async (c) => {
      const receipt = await removeFace(deps, c.var.session!.userId);
      return c.redirect(receipt ? `/account/receipts/${receipt}` : '/account', 303);
    });
}
