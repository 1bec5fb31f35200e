/** The desktop's side of a hand-off: begin, ask how it stands, choose the number, stop. Fragments for htmx. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import {
  HAND_OFF,
  HandOffCard,
  HandOffLocal,
  HandOffOver,
  HandOffStage,
  type Stage,
} from '../../../templates/handoff/desktop.tsx';
import { FaceAccepted } from '../../../templates/signin/face.tsx';
import { STEP_UP } from '../../access/step-up.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { phoneOrigin } from '../../http/arrival/phone.ts';
import { formData } from '../../http/body/capture.ts';
import { clientOf } from '../../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../../http/cookies.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { safeNext } from '../../http/next.ts';
import { fragment, view } from '../../http/render.tsx';
import { DEVICE_SECONDS } from '../../sessions/devices.store.ts';
import { issueAdmission } from '../../sessions/issue.ts';
import { answerNumber, stopHandOff } from '../answer.ts';
import { findHandOff, type HandOff, type Purpose } from '../handoffs.store.ts';
import { placeOf } from '../place.ts';
import { beginHandOff } from './begin.ts';
import { type Collected, collect } from './collect.ts';
import { qrOf } from './qr.ts';

/** Where a hand-off stands after its code was shown. A code is never shown twice: only its hash is stored. */
function stageOf({ purpose, state, endedBy, number, choices, ...row }: HandOff): Stage | undefined {
  const phone = { userAgent: row.phoneAgent, address: row.phoneAddress };
  const enrolling = purpose === 'enrollment';
  const own = enrolling ? {} : { number };
  switch (state) {
    case 'opened':
      return { kind: 'opened', phone, ...(enrolling ? { choices } : own) };
    case 'recognised':
      return { kind: 'recognised', phone, ...own };
    case 'confirmed':
      return { kind: 'confirmed', phone };
    case 'done':
      return enrolling ? { kind: 'enrolled' } : { kind: 'over', why: 'late' };
    case 'ended':
      return { kind: 'over', why: endedBy ?? 'late' };
    case 'waiting':
      return undefined;
  }
}

/** The hand-off of this browser and of the page that asks, whose session has not changed. */
async function mine(c: Context<Env>, deps: Deps, id: string): Promise<HandOff | undefined> {
  const found = await findHandOff(deps.db, 'desktop', readCookie(c, deps.config, 'handoff'), deps.clock());
  if (found?.id !== id) return undefined;
  return found.sessionHash === null || found.sessionHash === c.var.session?.idHash ? found : undefined;
}

async function begin(c: Context<Env>, deps: Deps, purpose: Purpose) {
  const { config } = deps;
  const form = await formData(c);
  const text = (name: string) => form.get(name)?.toString() ?? '';
  const v = view(c, config);
  const origin = phoneOrigin(config, c.var.arrival);
  if (!origin) return fragment(c, <HandOffLocal view={v} host={new URL(c.req.url).hostname} />);
  const { handOff, token, url } = await beginHandOff(deps, clientOf(c, config), {
    ...{ purpose, origin, place: placeOf(c.var), before: readCookie(c, config, 'handoff') },
    next: safeNext(text('next'), purpose === 'step-up' ? '/' : undefined),
    username: purpose === 'sign-in' ? text('username') : '',
    session: purpose === 'sign-in' ? null : c.var.session,
  });
  writeCookie(c, config, 'handoff', token);
  const number = purpose === 'enrollment' ? undefined : handOff.number;
  return fragment(c, <HandOffCard view={v} id={handOff.id} stage={{ kind: 'waiting', qr: qrOf(url), number }} />);
}

/** The browser gets what its phone has brought. */
async function signedIn(c: Context<Env>, deps: Deps, { displayName, admission }: Collected) {
  await issueAdmission(c, deps, { admission });
  clearCookie(c, deps.config, 'handoff');
  writeCookie(c, deps.config, 'way', 'face', { maxAge: DEVICE_SECONDS });
  return fragment(c, <FaceAccepted view={view(c, deps.config)} displayName={displayName} admission={admission} />);
}

/** Answers the poller. Nothing is swapped while nothing has changed, so that nobody hears the same text again. */
async function wait(c: Context<Env>, deps: Deps) {
  const form = await formData(c);
  const id = form.get('id')?.toString() ?? '';
  const found = await mine(c, deps, id);
  const v = view(c, deps.config);
  if (!found) return fragment(c, <HandOffOver view={v} why="late" />);
  const input = { handOff: found, client: clientOf(c, deps.config), session: c.var.session };
  const collected = await collect(deps, input);
  if (collected) return signedIn(c, deps, collected);
  const after = found.state === 'confirmed' ? await mine(c, deps, id) : found;
  const stage = after ? stageOf(after) : ({ kind: 'over', why: 'late' } as const);
  if (stage && stage.kind !== form.get('seen')) return fragment(c, <HandOffStage view={v} id={id} stage={stage} />);
  c.header('HX-Reswap', 'none');
  return c.body(null, 204);
}

/** At an enrollment: the desktop chooses the number that the phone shows. */
async function number(c: Context<Env>, deps: Deps) {
  const form = await formData(c);
  const id = form.get('id')?.toString() ?? '';
  const chosen = Number(form.get('number') ?? Number.NaN);
  if (!Number.isInteger(chosen)) throw new AppError('bad-request');
  const found = await mine(c, deps, id);
  if (found?.purpose === 'enrollment') await answerNumber(deps, found, chosen);
  const after = await mine(c, deps, id);
  const stage = (after && stageOf(after)) ?? ({ kind: 'over', why: 'late' } as const);
  return fragment(c, <HandOffStage view={view(c, deps.config)} id={id} stage={stage} />);
}

export function desktopRoutes(deps: Deps) {
  const signedInOnly = needs({ session: 'signed-in' });
  return new Hono<Env>()
    .post('/login/phone', needs({ anyOwner: true }), (c) => begin(c, deps, 'sign-in'))
    .post(`${STEP_UP}/phone`, signedInOnly, (c) => begin(c, deps, 'step-up'))
    .post('/enroll/phone', signedInOnly, (c) => begin(c, deps, 'enrollment'))
    .post(`${HAND_OFF}/wait`, needs({ anyOwner: true, quiet: true }), (c) => wait(c, deps))
    .post(`${HAND_OFF}/number`, signedInOnly, (c) => number(c, deps))
    .post(`${HAND_OFF}/stop`, needs({ anyOwner: true }), async (c) => {
      const found = await mine(c, deps, (await formData(c)).get('id')?.toString() ?? '');
      if (found) await stopHandOff(deps, found);
      return c.body('', 200, { 'Content-Type': 'text/html; charset=UTF-8' });
    });
}
