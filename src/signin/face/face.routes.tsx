/** The sign-in page, and the address that takes its frames. */

import type { Context } from 'hono';
import { Hono } from 'hono';
import { waitVars } from '../../../templates/parts/format.ts';
import { NotRecognised } from '../../../templates/signin/ended.tsx';
import { FaceAccepted, FaceEnded, FaceProgress } from '../../../templates/signin/face.tsx';
import { LoginPage } from '../../../templates/signin/login.tsx';
import { askedApplication } from '../../applications/launch.ts';
import type { Config } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { phoneOffer } from '../../http/arrival/phone.ts';
import { FRAME_BYTES, formData, readFrames, WRAPPING_BYTES } from '../../http/body/capture.ts';
import { clientOf } from '../../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../../http/cookies.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { safeNext } from '../../http/next.ts';
import { fragment, page, view } from '../../http/render.tsx';
import { errorText } from '../../http/status.ts';
import { policyFor } from '../../policy/policy.ts';
import type { Admission } from '../../sessions/admit.ts';
import { DEVICE_SECONDS, isKnownDevice } from '../../sessions/devices.store.ts';
import { issueAdmission } from '../../sessions/issue.ts';
import { type FaceResult, signInFrame } from './face.ts';
import { openAttempt } from './open.ts';
import { wayOfFace } from './way.ts';

function answer(
  c: Context<Env>,
  config: Config,
  result: FaceResult<{ admission: Admission }>,
  next: string,
): Response | Promise<Response> {
  const v = view(c, config);
  switch (result.kind) {
    case 'continue':
      return fragment(c, <FaceProgress view={v} on={result} />);
    case 'accepted':
      clearCookie(c, config, 'attempt');
      writeCookie(c, config, 'way', 'face', { maxAge: DEVICE_SECONDS });
      return fragment(c, <FaceAccepted view={v} displayName={result.displayName} admission={result.admission} />);
    case 'over':
      clearCookie(c, config, 'attempt');
      return fragment(c, <NotRecognised view={v} {...('why' in result && result)} next={next} />, 410);
  }
}

function throttled(c: Context<Env>, config: Config, seconds: number, next: string): Response | Promise<Response> {
  c.header('Retry-After', String(seconds));
  const vars = waitVars(c.var.locale, seconds);
  const reason = errorText('throttled', c.var.arrival.addressShared);
  return fragment(c, <FaceEnded view={view(c, config)} reason={reason} vars={vars} next={next} />, 429);
}

/** Throws the error of a frame on. Only this frame came too soon, so the page keeps its poller. */
export function keepPoller(c: Context<Env>): (error: unknown) => never {
  return (error) => {
    if (error instanceof AppError && error.code === 'too-fast') c.header('HX-Reswap', 'none');
    throw error;
  };
}

export function faceRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .get('/login', async (c) => {
      const v = view(c, config);
      const device = readCookie(c, config, 'device');
      const faceHere = policyFor(deps).faceDevices === 'any' || (await isKnownDevice(deps.db, device));
      // If the face cannot sign in here, the page shows the password first. The tab of the face tells why.
      const way = c.req.query('with') ?? (faceHere ? readCookie(c, config, 'way') : 'password');
      const tab = way === 'password' ? 'password' : 'face';
      const next = safeNext(c.req.query('next'));
      const faceWay = await wayOfFace(deps, deps.db, device);
      const application = await askedApplication(deps.db, next);
      const wasReset = c.req.query('done') === 'reset';
      const phone = phoneOffer(deps, c.req.url);
      const face = { faceWay, faceHere, phone };
      const shown = { view: v, tab, next, values: {}, errors: {}, ...face, application, wasReset } as const;
      return page(c, { view: v, title: c.var.t('nav.sign-in') }, <LoginPage {...shown} />);
    })
    .post('/login/face/frame', needs({ body: FRAME_BYTES + WRAPPING_BYTES, quiet: true }), async (c) => {
      const form = await formData(c);
      const [image] = await readFrames(form, 1);
      const client = clientOf(c, config);
      const next = safeNext(String(form.get('next') ?? ''));
      const known = readCookie(c, config, 'attempt');
      // A first frame has `begin`: an earlier camera session must not shorten the new one.
      const goesOn = known !== undefined && form.get('begin') === null;
      const opening = { next, before: known, username: String(form.get('username') ?? '') };
      const opened = goesOn ? { token: known } : await openAttempt(deps, client, opening);
      if ('seconds' in opened) return throttled(c, config, opened.seconds, next);
      // The cookie comes before the frame: the browser keeps its attempt even if the frame fails.
      if (!goesOn) writeCookie(c, config, 'attempt', opened.token);
      const frame = { token: opened.token, image: image!, other: form.get('other') !== null, client };
      const result = await signInFrame(deps, frame).catch(keepPoller(c));
      if (result.kind === 'accepted') await issueAdmission(c, deps, result);
      return answer(c, config, result, next);
    });
}
