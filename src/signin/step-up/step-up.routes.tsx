/** `/step-up`: one more proof of somebody who is signed in. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import { waitVars } from '../../../templates/parts/format.ts';
import { NotRecognised } from '../../../templates/signin/ended.tsx';
import { FaceAccepted, FaceEnded, FaceProgress } from '../../../templates/signin/face.tsx';
import { StepUpPage } from '../../../templates/signin/step-up.tsx';
import type { Problem } from '../../../templates/view.ts';
import { readNeed, STEP_UP, stepUpHref } from '../../access/step-up.ts';
import { findLaunch } from '../../applications/launch.ts';
import type { Deps } from '../../deps.ts';
import type { FieldErrors } from '../../errors.ts';
import { hasFace } from '../../faces/face-data.store.ts';
import { phoneOffer } from '../../http/arrival/phone.ts';
import { FRAME_BYTES, formData, readFrames, WRAPPING_BYTES } from '../../http/body/capture.ts';
import { readJson } from '../../http/body/json.ts';
import { clientOf } from '../../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../../http/cookies.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { safeNext } from '../../http/next.ts';
import { fragment, page, view } from '../../http/render.tsx';
import { unlessThrottled, Wait } from '../../http/wait.ts';
import { signInAnswer } from '../../passkeys/answers.schema.ts';
import { CEREMONY_SECONDS } from '../../passkeys/ceremonies.store.ts';
import { listPasskeys } from '../../passkeys/passkeys.store.ts';
import { issueSession } from '../../sessions/issue.ts';
import { keepPoller } from '../face/face.routes.tsx';
import { openAttempt } from '../face/open.ts';
import { beginStepUp, stepUpFrame, stepUpPasskey, stepUpPassword } from './step-up.ts';

const answered = z.object({ next: z.string().default(''), answer: signInAnswer });
type Asked = { need: ReturnType<typeof readNeed>; app: string; next: string };

function askedBy(read: (name: string) => string | undefined): Asked {
  return { need: readNeed(read('need')), app: read('app') ?? '', next: safeNext(read('next'), '/') };
}

async function stepUpPage(
  c: Context<Env>,
  deps: Deps,
  asked: Asked,
  shown: { errors?: FieldErrors; problem?: Problem },
) {
  const { userId } = c.var.session!;
  const application = await findLaunch(deps.db, asked.app);
  const has = { face: await hasFace(deps.db, userId), passkey: (await listPasskeys(deps.db, userId)).length > 0 };
  const phone = phoneOffer(deps, c.req.url);
  const v = view(c, deps.config);
  const status = shown.problem ? 429 : shown.errors ? 422 : 200;
  const props = { view: v, need: asked.need, next: asked.next, slug: asked.app, application, has, phone, ...shown };
  return page(c, { view: v, title: c.var.t('step-up.title'), status }, <StepUpPage {...props} />);
}

/** Takes the frames of a step-up. The first one says for what. */
async function frameAnswer(c: Context<Env>, deps: Deps) {
  const { config } = deps;
  const session = c.var.session!;
  const form = await formData(c);
  const [image] = await readFrames(form, 1);
  const asked = askedBy((name) => form.get(name)?.toString());
  const client = clientOf(c, config);
  const v = view(c, config);
  const other = { href: stepUpHref(asked.need, { next: asked.next, ...(asked.app && { slug: asked.app }) }) };
  const known = readCookie(c, config, 'attempt');
  const goesOn = known !== undefined && form.get('begin') === null;
  const opening = { next: asked.next, before: known, stepUp: session.userId };
  const opened = goesOn ? { token: known } : await openAttempt(deps, client, opening);
  if ('seconds' in opened) {
    c.header('Retry-After', String(opened.seconds));
    const vars = waitVars(v.locale, opened.seconds);
    return fragment(c, <FaceEnded view={v} reason="error.throttled" vars={vars} other={other} />, 429);
  }
  if (!goesOn) writeCookie(c, config, 'attempt', opened.token);
  const frame = { session, token: opened.token, image: image!, other: form.get('other') !== null, client };
  const result = await stepUpFrame(deps, frame).catch(keepPoller(c));
  if (result.kind === 'continue') return fragment(c, <FaceProgress view={v} on={result} post={`${STEP_UP}/face`} />);
  clearCookie(c, config, 'attempt');
  if (result.kind === 'over') {
    return fragment(c, <NotRecognised view={v} {...('why' in result && result)} other={other} />, 410);
  }
  const { sessionToken, displayName, next } = result;
  await issueSession(c, deps, { sessionToken });
  return fragment(c, <FaceAccepted view={v} displayName={displayName} admission={{ kind: 'session', next }} />);
}

export function stepUpRoutes(deps: Deps) {
  const { config } = deps;
  return new Hono<Env>()
    .get(STEP_UP, needs({ session: 'signed-in' }), (c) =>
      stepUpPage(
        c,
        deps,
        askedBy((name) => c.req.query(name)),
        {},
      ),
    )
    .post(`${STEP_UP}/face`, needs({ session: 'signed-in', body: FRAME_BYTES + WRAPPING_BYTES, quiet: true }), (c) =>
      frameAnswer(c, deps),
    )
    .post(`${STEP_UP}/password`, needs({ session: 'signed-in' }), async (c) => {
      const form = await formData(c);
      const asked = askedBy((name) => form.get(name)?.toString());
      const password = String(form.get('password') ?? '');
      const input = { session: c.var.session!, password, client: clientOf(c, config) };
      const result = await unlessThrottled(c, stepUpPassword(deps, input));
      if (result instanceof Wait) return stepUpPage(c, deps, asked, { problem: result.problem });
      if (!result) return stepUpPage(c, deps, asked, { errors: { password: 'field.password.wrong' } });
      await issueSession(c, deps, result);
      return c.redirect(asked.next, 303);
    })
    .post(`${STEP_UP}/passkey/options`, needs({ session: 'signed-in' }), async (c) => {
      const { options, token } = await beginStepUp(deps, c.var.session!, readCookie(c, config, 'ceremony'));
      writeCookie(c, config, 'ceremony', token, { maxAge: CEREMONY_SECONDS });
      return c.json(options);
    })
    .post(`${STEP_UP}/passkey`, needs({ session: 'signed-in' }), async (c) => {
      const { next, answer } = await readJson(c, answered);
      const session = c.var.session!;
      const input = { token: readCookie(c, config, 'ceremony'), answer, client: clientOf(c, config), session };
      await issueSession(c, deps, await stepUpPasskey(deps, input));
      clearCookie(c, config, 'ceremony');
      return c.json({ next: safeNext(next, '/') });
    });
}
