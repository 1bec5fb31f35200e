/** `/kiosk`: the screen of a registered tablet, and the form that registers one. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { KioskRegistration } from '../../templates/kiosk/registration.tsx';
import { KioskScreen } from '../../templates/kiosk/screen.tsx';
import type { Deps } from '../deps.ts';
import { AppError, type FieldErrors } from '../errors.ts';
import { FRAME_BYTES, formData, readFrames, WRAPPING_BYTES } from '../http/body/capture.ts';
import { clientOf } from '../http/client.ts';
import { clearCookie, readCookie, writeCookie } from '../http/cookies.ts';
import type { Env } from '../http/env.ts';
import { needs } from '../http/needs.ts';
import { page, view } from '../http/render.tsx';
import { translator } from '../i18n/index.ts';
import { USER_AGENT_LENGTH } from '../sessions/devices.store.ts';
import { DEVICE_SECONDS, kioskOf, mayLeave, register } from './device.ts';
import { type Kiosk, noteSeen } from './kiosks.store.ts';
import { kioskFrame } from './look.ts';
import { saidOf } from './said.ts';

/** The tablet writes and reads for its kiosk alone: whoever is signed in beside it has no part in it. */
const KIOSK = { anyOwner: true, quiet: true } as const;

function keyOf(c: Context<Env>, { config }: Pick<Deps, 'config'>): string | undefined {
  return readCookie(c, config, 'kiosk');
}

/** The screen speaks the kiosk's language, whatever the browser's is. */
function speak(c: Context<Env>, { locale }: Kiosk): void {
  c.set('locale', locale);
  c.set('t', translator(locale));
}

function registrationPage(c: Context<Env>, { config }: Deps, typed: { code: string; errors: FieldErrors }) {
  const v = view(c, config);
  const status = Object.keys(typed.errors).length > 0 ? 422 : 200;
  return page(c, { view: v, title: c.var.t('kiosk.title'), status }, <KioskRegistration view={v} {...typed} />);
}

async function screen(c: Context<Env>, deps: Deps) {
  const { config, db } = deps;
  const key = keyOf(c, deps);
  const kiosk = key === undefined ? undefined : await kioskOf(db, key).catch(noKiosk);
  if (!kiosk) {
    if (key !== undefined) clearCookie(c, config, 'kiosk');
    return registrationPage(c, deps, { code: '', errors: {} });
  }
  // Each visit lets the cookie last as long again.
  writeCookie(c, config, 'kiosk', key!, { maxAge: DEVICE_SECONDS });
  speak(c, kiosk);
  const whole = <KioskScreen view={view(c, config)} name={kiosk.name} leaves={kiosk.pinHash !== null} />;
  return c.html(html`<!doctype html>${whole}`);
}

function noKiosk(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'no-kiosk') return undefined;
  throw error;
}

async function registerHere(c: Context<Env>, deps: Deps) {
  const code = String((await formData(c)).get('code') ?? '').slice(0, 64);
  const key = await register(deps, { code, client: clientOf(c, deps.config) });
  if (key === undefined) return registrationPage(c, deps, { code, errors: { code: 'kiosk.register.wrong' } });
  writeCookie(c, deps.config, 'kiosk', key, { maxAge: DEVICE_SECONDS });
  return c.redirect('/kiosk', 303);
}

/** Notes what the tablet says of itself. */
async function here(c: Context<Env>, deps: Deps) {
  const kiosk = await kioskOf(deps.db, keyOf(c, deps));
  const form = await formData(c);
  const userAgent = (c.req.header('User-Agent') ?? '').slice(0, USER_AGENT_LENGTH);
  const [full, camera] = ['full', 'camera'].map((name) => form.get(name) === 'yes') as [boolean, boolean];
  const facts = { userAgent, address: c.var.address, full, camera };
  await noteSeen(deps.db, kiosk.id, { at: deps.clock(), facts });
  return c.json({ name: kiosk.name });
}

async function leave(c: Context<Env>, deps: Deps) {
  const kiosk = await kioskOf(deps.db, keyOf(c, deps));
  speak(c, kiosk);
  const pin = String((await formData(c)).get('pin') ?? '').slice(0, 64);
  if (!(await mayLeave(deps, { kiosk, pin }))) throw new AppError('pin-wrong');
  return c.json({ to: '/' });
}

export function kioskRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/kiosk', (c) => screen(c, deps))
    .post('/kiosk/register', (c) => registerHere(c, deps))
    .post('/kiosk/frame', needs({ ...KIOSK, body: FRAME_BYTES + WRAPPING_BYTES }), async (c) => {
      // The key comes first: without one nobody makes the server hold a picture.
      const token = keyOf(c, deps);
      const kiosk = await kioskOf(deps.db, token);
      speak(c, kiosk);
      const [image] = await readFrames(await formData(c), 1);
      return c.json(saidOf(c.var.t, await kioskFrame(deps, { token, image: image! })));
    })
    .post('/kiosk/here', needs(KIOSK), (c) => here(c, deps))
    .post('/kiosk/leave', needs(KIOSK), (c) => leave(c, deps));
}
