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
import { phoneOffer } from '../http/arrival/phone.ts';
import { CLIP_BYTES, CLIP_MS, formData, readFrames } from '../http/body/capture.ts';
import { clientOf } from '../http/client.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { fragment, page, view } from '../http/render.tsx';
import { issueSession } from '../sessions/issue.ts';
import { requireSession } from '../sessions/middleware.ts';
import { confirmPassword } from '../sessions/password-gate.ts';
import { confirmSession, reauthentication } from '../sessions/reauth.store.ts';
import { CLIP_FRAMES, CONSENT_VERSION, enrollClip, removeFace } from './enroll.ts';

/** Bytes for the multipart wrapping of a clip's frames. */
const WRAPPING_BYTES = 262_144;

function passwordPage(c: Context<Env>, deps: Deps, errors: FieldErrors, status: number) {
  const v = view(c, deps.config);
  const options = { view: v, title: c.var.t('enroll.title'), status };
  return page(c, options, <EnrollPasswordPage view={v} errors={errors} unusedDays={deps.config.unusedFaceDays} />);
}

/** Step 1: takes the password again and the consent. */
async function passwordStep(c: Context<Env>, deps: Deps) {
  const session = c.var.session!;
  const form = await formData(c);
  if (form.get('consent') !== 'yes') return passwordPage(c, deps, { consent: 'enroll.consent.missing' }, 422);
  const given = await confirmPassword(deps, session, String(form.get('password') ?? ''), clientOf(c, deps.config));
  if (!given) return passwordPage(c, deps, { password: 'field.password.wrong' }, 422);
  const confirmed = { sessionHash: session.idHash, purpose: 'enrollment' as const, consentVersion: CONSENT_VERSION };
  await issueSession(c, deps, { sessionToken: await confirmSession(deps, confirmed) });
  return c.redirect('/enroll', 303);
}

export function enrollmentRoutes(deps: Deps) {
  const { db, config, clock } = deps;
  const clip = needs({ body: CLIP_BYTES + WRAPPING_BYTES, deadline: CLIP_MS, session: 'signed-in' });
  return new Hono<Env>()
    .use('/enroll', requireSession())
    .use('/enroll/*', requireSession())
    .get('/enroll', async (c) => {
      const gate = { sessionHash: c.var.session!.idHash, purpose: 'enrollment' as const, now: clock() };
      if (!(await reauthentication(db, gate))) return passwordPage(c, deps, {}, 200);
      const v = view(c, config);
      return page(
        c,
        { view: v, title: c.var.t('enroll.title') },
        <EnrollCameraPage view={v} phone={phoneOffer(deps, c.req.url)} />,
      );
    })
    .post('/enroll/password', (c) => passwordStep(c, deps))
    .post('/enroll/clip', clip, async (c) => {
      const frames = await readFrames(await formData(c), CLIP_FRAMES);
      const result = await enrollClip(deps, { session: c.var.session!, frames });
      const v = view(c, config);
      if (result.kind === 'enrolled') return fragment(c, <EnrollDone view={v} crops={result.crops} />);
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
