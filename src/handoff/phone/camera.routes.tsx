/** What the phone's camera sends, and what it gets back. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { EnrollDone, EnrollRetry, problemKey } from '../../../templates/faces/enroll.tsx';
import { PHONE, PHONE_BACK, PhoneEndedCard, PhoneNameHelps } from '../../../templates/handoff/phone.tsx';
import { waitVars } from '../../../templates/parts/format.ts';
import { NotRecognised } from '../../../templates/signin/ended.tsx';
import { FaceAccepted, FaceEnded, FaceProgress } from '../../../templates/signin/face.tsx';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { CLIP_FRAMES } from '../../faces/enroll.ts';
import { CLIP_BYTES, CLIP_MS, FRAME_BYTES, formData, readFrames, WRAPPING_BYTES } from '../../http/body/capture.ts';
import { clientOf } from '../../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../../http/cookies.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { fragment, view } from '../../http/render.tsx';
import { errorText } from '../../http/status.ts';
import { keepPoller } from '../../signin/face/face.routes.tsx';
import { findHandOff, type HandOff } from '../handoffs.store.ts';
import { enrollByPhone, mayRecord } from './clip.ts';
import { openPhoneAttempt, phoneFrame } from './frame.ts';

/** The hand-off that this phone has opened, while it lasts. */
export function handOffOf(c: Context<Env>, { db, config, clock }: Deps): Promise<HandOff | undefined> {
  return findHandOff(db, 'phone', readCookie(c, config, 'phone'), clock());
}

/** The camera has nothing more to do here. */
function over(c: Context<Env>, deps: Deps, handOff: HandOff | undefined) {
  const why = handOff?.state === 'ended' ? (handOff.endedBy ?? 'desktop') : 'gone';
  return fragment(c, <PhoneEndedCard view={view(c, deps.config)} why={why} />, 410);
}

/** Takes a frame of a sign-in or a step-up. An accepted face leads to the number. */
async function takeFrame(c: Context<Env>, deps: Deps) {
  const { config } = deps;
  const handOff = await handOffOf(c, deps);
  if (handOff?.state !== 'opened' || handOff.purpose === 'enrollment') return over(c, deps, handOff);
  const form = await formData(c);
  const [image] = await readFrames(form, 1);
  const [phone, known] = [clientOf(c, config), readCookie(c, config, 'attempt')];
  const goesOn = known !== undefined && form.get('begin') === null;
  const opened = goesOn ? { token: known } : await openPhoneAttempt(deps, handOff, { phone, before: known });
  const v = view(c, config);
  if ('seconds' in opened) {
    c.header('Retry-After', String(opened.seconds));
    const shown = {
      reason: errorText('throttled', c.var.arrival.addressShared),
      vars: waitVars(v.locale, opened.seconds),
    };
    return fragment(c, <FaceEnded view={v} {...shown} other={PHONE_BACK} />, 429);
  }
  if (!goesOn) writeCookie(c, config, 'attempt', opened.token);
  const result = await phoneFrame(deps, handOff, { token: opened.token, image: image!, phone }).catch(keepPoller(c));
  if (result.kind === 'continue') return fragment(c, <FaceProgress view={v} on={result} post={`${PHONE}/frame`} />);
  clearCookie(c, config, 'attempt');
  if (result.kind === 'accepted') {
    const { displayName } = result;
    return fragment(
      c,
      <FaceAccepted view={v} displayName={displayName} admission={{ kind: 'session', next: PHONE }} />,
    );
  }
  const why = 'why' in result ? result.why : undefined;
  if (why === 'not-recognised-alone') return fragment(c, <PhoneNameHelps view={v} />, 410);
  return fragment(c, <NotRecognised view={v} why={why} other={PHONE_BACK} />, 410);
}

/** Takes the clip of an enrollment. Nobody makes the server hold one without the right to record it. */
async function takeClip(c: Context<Env>, deps: Deps) {
  const handOff = await handOffOf(c, deps);
  if (!handOff || !(await mayRecord(deps, handOff))) return over(c, deps, handOff);
  const frames = await readFrames(await formData(c), CLIP_FRAMES);
  const v = view(c, deps.config);
  const result = await enrollByPhone(deps, handOff, frames).catch((error: unknown) => {
    // The page that solves it is the desktop's.
    if (error instanceof AppError && error.code === 'password-needed') return undefined;
    throw error;
  });
  if (!result) return fragment(c, <PhoneEndedCard view={v} why="password" />, 410);
  if (result.kind === 'enrolled') return fragment(c, <EnrollDone view={v} crops={result.crops} />);
  return fragment(c, <EnrollRetry view={v} problems={result.problems.map(problemKey)} />, 422);
}

export function phoneCameraRoutes(deps: Deps) {
  const frame = needs({ anyOwner: true, body: FRAME_BYTES + WRAPPING_BYTES, quiet: true });
  const clip = needs({ anyOwner: true, body: CLIP_BYTES + 4 * WRAPPING_BYTES, deadline: CLIP_MS });
  return new Hono<Env>()
    .post(`${PHONE}/frame`, frame, (c) => takeFrame(c, deps))
    .post(`${PHONE}/clip`, clip, (c) => takeClip(c, deps));
}
