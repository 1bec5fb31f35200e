/** `/admin/setup`: the steps after the first administrator is made. Each can be skipped and found again. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { AddressChecks, AddressStep } from '../../../templates/admin/wizard/address.tsx';
import { ChoiceStep } from '../../../templates/admin/wizard/choice.tsx';
import { Networks, NetworksStep } from '../../../templates/admin/wizard/networks.tsx';
import { SignInStep } from '../../../templates/admin/wizard/sign-in.tsx';
import { WizardPage } from '../../../templates/admin/wizard/steps.tsx';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { formData } from '../../http/body/capture.ts';
import type { Env } from '../../http/env.ts';
import { fragment, view } from '../../http/render.tsx';
import type { MessageKey } from '../../i18n/index.ts';
import { problemOf } from '../settings/problems.ts';
import { choicesOf, titleOf } from '../settings/words.ts';
import { adminPage } from '../show.tsx';
import { examineAddress } from './address.ts';
import { createNetworkFetch, type NetworkFetch, networksShown } from './networks.ts';
import { ownFace } from './steps.store.ts';
import { hrefAfter, leaveSteps, noteStep, progressOf, STEPS, type Step } from './steps.ts';

/** The steps that ask for one setting. */
const ASKED = { language: 'FACELOGIN_LANGUAGE', registration: 'FACELOGIN_REGISTRATION' } as const;
type Asked = keyof typeof ASKED;

const userOf = (c: Context<Env>) => c.var.session!.userId;
const isFragment = (c: Context<Env>) => c.req.header('HX-Request') === 'true';

function stepPage(c: Context<Env>, deps: Deps, step: Step, body: Parameters<typeof adminPage>[3], status = 200) {
  return adminPage(c, deps, { tab: 'overview', title: c.var.t(`wizard.step.${step}`), status }, body);
}

async function choiceStep(
  c: Context<Env>,
  deps: Deps,
  step: Asked,
  given: { value?: string; problem?: MessageKey } = {},
) {
  const { t } = c.var;
  const env = ASKED[step];
  const shown = {
    ...{ step, env, title: titleOf(t, step), choices: choicesOf(t, step)!, problem: given.problem },
    value: given.value ?? deps.tuning.textOf(env),
    fixed: deps.tuning.originOf(env) === 'environment',
    progress: await progressOf(deps, userOf(c)),
  };
  return stepPage(c, deps, step, (v) => <ChoiceStep view={v} {...shown} />, given.problem ? 422 : 200);
}

async function choose(c: Context<Env>, deps: Deps, step: Asked) {
  const value = String((await formData(c)).get('value') ?? '');
  const done = await deps.tuning.change({ name: ASKED[step], value, actorId: userOf(c) });
  if (!done.ok) return choiceStep(c, deps, step, { value, problem: problemOf(step, done) });
  return goOn(c, deps, step, 'done');
}

async function goOn(c: Context<Env>, deps: Deps, step: Step, state: 'done' | 'skipped') {
  await noteStep(deps, { step, state });
  return c.redirect(await hrefAfter(deps, step, userOf(c)), 303);
}

/** @throws {AppError} `not-found`. */
function stepNamed(name: string | undefined): Step {
  const step = STEPS.find((one) => one === name);
  if (!step) throw new AppError('not-found');
  return step;
}

async function address(c: Context<Env>, deps: Deps) {
  const asked = { arrival: c.var.arrival, request: new URL(c.req.url) };
  const report = await examineAddress(deps, asked);
  if (isFragment(c)) return fragment(c, <AddressChecks view={view(c, deps.config)} report={report} />);
  const progress = await progressOf(deps, userOf(c));
  return stepPage(c, deps, 'address', (v) => <AddressStep view={v} progress={progress} report={report} />);
}

async function networks(c: Context<Env>, deps: Deps, fetching: NetworkFetch) {
  const shown = await networksShown(deps, fetching);
  if (isFragment(c)) return fragment(c, <Networks view={view(c, deps.config)} shown={shown} />);
  const progress = await progressOf(deps, userOf(c));
  return stepPage(c, deps, 'networks', (v) => <NetworksStep view={v} progress={progress} shown={shown} />);
}

function stepRoutes(deps: Deps) {
  const fetching = createNetworkFetch(deps);
  return new Hono<Env>()
    .get('/admin/setup/language', (c) => choiceStep(c, deps, 'language'))
    .post('/admin/setup/language', (c) => choose(c, deps, 'language'))
    .get('/admin/setup/registration', (c) => choiceStep(c, deps, 'registration'))
    .post('/admin/setup/registration', (c) => choose(c, deps, 'registration'))
    .get('/admin/setup/networks', (c) => networks(c, deps, fetching))
    .get('/admin/setup/networks/progress', (c) => networks(c, deps, fetching))
    .post('/admin/setup/networks', (c) => {
      fetching.start();
      return c.redirect('/admin/setup/networks', 303);
    })
    .get('/admin/setup/address', async (c) => {
      const progress = await progressOf(deps, userOf(c));
      return stepPage(c, deps, 'address', (v) => <AddressStep view={v} progress={progress} />);
    })
    .get('/admin/setup/address/checks', (c) => address(c, deps))
    .get('/admin/setup/sign-in', async (c) => {
      const face = await ownFace(deps.db, userOf(c));
      const progress = await progressOf(deps, userOf(c));
      return stepPage(c, deps, 'sign-in', (v) => <SignInStep view={v} progress={progress} face={face} />);
    });
}

export function wizardRoutes(deps: Deps) {
  return new Hono<Env>()
    .get('/admin/setup', async (c) => {
      const progress = await progressOf(deps, userOf(c));
      return adminPage(c, deps, { tab: 'overview', title: c.var.t('wizard.title') }, (v) => (
        <WizardPage view={v} progress={progress} />
      ));
    })
    .post('/admin/setup/leave', async (c) => {
      await leaveSteps(deps);
      return c.redirect('/admin', 303);
    })
    .post('/admin/setup/:step/next', async (c) => {
      const step = stepNamed(c.req.param('step'));
      const skips = (await formData(c)).get('do') === 'skip';
      return goOn(c, deps, step, skips ? 'skipped' : 'done');
    })
    .route('/', stepRoutes(deps));
}
