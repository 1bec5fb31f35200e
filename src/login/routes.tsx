/** The sign-in page and its capture endpoint. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { FaceAccepted, FaceEnded, FaceProgress, hintKey } from '../../templates/face.tsx';
import { LoginPage } from '../../templates/login.tsx';
import { SESSION_SECONDS } from '../auth/sessions.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { FRAME_BYTES, formData, readFrames } from '../http/capture.ts';
import { clientOf } from '../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { AppError } from '../http/errors.ts';
import { limitBody } from '../http/middleware/security.ts';
import { safeNext } from '../http/next.ts';
import { fragment, page, view } from '../http/render.tsx';
import { type FrameResult, faceFrame, openAttempt } from './face.ts';

/** Room for the multipart wrapping and the other fields. */
const WRAPPING_BYTES = 65_536;

function answer(c: Context<Env>, config: Config, result: FrameResult): Response | Promise<Response> {
  const v = view(c, config);
  switch (result.kind) {
    case 'continue': {
      const { interval, progress } = result;
      return fragment(c, <FaceProgress view={v} interval={interval} hint={hintKey(result.hint)} progress={progress} />);
    }
    case 'accepted':
      clearCookie(c, config, 'attempt');
      writeCookie(c, config, 'session', result.sessionToken, { maxAge: SESSION_SECONDS });
      return fragment(c, <FaceAccepted view={v} displayName={result.displayName} next={result.next} />);
    case 'over':
      clearCookie(c, config, 'attempt');
      return fragment(c, <FaceEnded view={v} reason="face.not-recognised" />, 410);
  }
}

function throttled(c: Context<Env>, config: Config, seconds: number): Response | Promise<Response> {
  c.header('Retry-After', String(seconds));
  return fragment(c, <FaceEnded view={view(c, config)} reason="error.throttled" vars={{ seconds }} />, 429);
}

export function loginRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .get('/login', (c) => {
      const v = view(c, config);
      const tab = c.req.query('with') === 'password' ? 'password' : 'face';
      const next = safeNext(c.req.query('next'));
      return page(
        c,
        { view: v, title: c.var.t('nav.sign-in') },
        <LoginPage view={v} tab={tab} next={next} values={{}} errors={{}} />,
      );
    })
    .post('/login/face/frame', limitBody(FRAME_BYTES + WRAPPING_BYTES), async (c) => {
      const form = await formData(c);
      const [image] = await readFrames(form, 1);
      const client = clientOf(c, config);
      const known = readCookie(c, config, 'attempt');
      const opened = known
        ? { token: known }
        : await openAttempt(deps, client, safeNext(String(form.get('next') ?? '')));
      if ('seconds' in opened) return throttled(c, config, opened.seconds);
      // Set before the frame is looked at: an attempt that was opened stays this browser's whatever comes next.
      if (!known) writeCookie(c, config, 'attempt', opened.token);
      const result = await faceFrame(deps, { token: opened.token, image: image!, client }).catch((error: unknown) => {
        // The poller goes on: only this frame came too soon.
        if (error instanceof AppError && error.code === 'too-fast') c.header('HX-Reswap', 'none');
        throw error;
      });
      return answer(c, config, result);
    });
}
