/** The phone's side of a hand-off: open the code, the camera, the number. Nothing here signs the phone in. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { PHONE, PhoneBlankPage, PhoneRefusedPage } from '../../../templates/handoff/phone.tsx';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import { readCookie, writeCookie } from '../../http/cookies.ts';
import type { Env } from '../../http/env.ts';
import { needs } from '../../http/needs.ts';
import { page, view } from '../../http/render.tsx';
import { answerNumber, denyHandOff } from '../answer.ts';
import { placeOf } from '../place.ts';
import { handOffOf } from './camera.routes.tsx';
import { openCode } from './open.ts';
import { phonePage } from './phone-page.tsx';

/** Opens a code. The answer to a good one is the page that says who asks. */
async function open(c: Context<Env>, deps: Deps) {
  const { config } = deps;
  const code = (await formData(c)).get('code')?.toString() ?? '';
  const phone = {
    before: readCookie(c, config, 'phone'),
    place: placeOf(c.var),
    userAgent: c.req.header('User-Agent') ?? '',
  };
  const opened = await openCode(deps, code, phone);
  if (opened.kind !== 'opened') {
    const v = view(c, config);
    const shown = { view: v, title: c.var.t(`phone.${opened.kind}`), status: opened.kind === 'elsewhere' ? 403 : 410 };
    return page(c, shown, <PhoneRefusedPage view={v} why={opened.kind} />);
  }
  writeCookie(c, config, 'phone', opened.token);
  return c.redirect(PHONE, 303);
}

/** The phone chooses the number that the desktop shows. */
async function number(c: Context<Env>, deps: Deps) {
  const chosen = Number((await formData(c)).get('number') ?? Number.NaN);
  if (!Number.isInteger(chosen)) throw new AppError('bad-request');
  const handOff = await handOffOf(c, deps);
  if (handOff && handOff.purpose !== 'enrollment') await answerNumber(deps, handOff, chosen);
  return c.redirect(PHONE, 303);
}

export function phoneRoutes(deps: Deps) {
  const anybody = needs({ anyOwner: true });
  return new Hono<Env>()
    .get(PHONE, async (c) => {
      const handOff = await handOffOf(c, deps);
      const v = view(c, deps.config);
      if (handOff) {
        const body = await phonePage(deps, { view: v, place: placeOf(c.var) }, handOff);
        return page(c, { view: v, title: c.var.t('phone.page') }, body);
      }
      const over = readCookie(c, deps.config, 'phone') !== undefined;
      const body = over ? <PhoneRefusedPage view={v} why="gone" /> : <PhoneBlankPage view={v} />;
      return page(c, { view: v, title: c.var.t(over ? 'phone.gone' : 'phone.page') }, body);
    })
    .post(PHONE, anybody, (c) => open(c, deps))
    .post(`${PHONE}/number`, anybody, (c) => number(c, deps))
    .post(`${PHONE}/wait`, needs({ anyOwner: true, quiet: true }), async (c) => {
      const handOff = await handOffOf(c, deps);
      if (handOff?.state === 'opened') c.header('HX-Reswap', 'none');
      else c.header('HX-Redirect', PHONE);
      // Without a body the header alone counts.
      return handOff?.state === 'opened' ? c.body(null, 204) : c.html('');
    })
    .post(`${PHONE}/stop`, anybody, async (c) => {
      const handOff = await handOffOf(c, deps);
      if (handOff) await denyHandOff(deps, handOff);
      return c.redirect(PHONE, 303);
    });
}
