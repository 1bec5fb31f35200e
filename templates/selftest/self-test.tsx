/** `/admin/self-test`: tries to fool the own camera, and their figures. */
import { rateOf } from '../../src/biometrics/rates/pad.ts';
import { type Checks, TRIAL_KINDS, type TrialKind } from '../../src/biometrics/session/trial.ts';
import { Button } from '../parts/button.tsx';
import { CameraCard } from '../parts/camera/card.tsx';
import { Form } from '../parts/form.tsx';
import { formatNumber, formatShare } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import type { View } from '../view.ts';
import { KIND_FORM, TrialEnded, TrialPoller } from './trial.tsx';
import { doneId, doneText, GOAL, type Tallies, TrialTable } from './trials.tsx';

export type SelfTestProps = {
  view: View;
  /** What this server checks. Undefined: nothing, and there is nothing to try. */
  checks: Checks | undefined;
  tallies: Tallies;
  /** The kind that is chosen at first. */
  kind: TrialKind;
};

/** A command or setting that makes the server check more. */
const REMEDY: Partial<Record<Checks | 'off', string>> = {
  movements: 'npm run facelogin -- models fetch',
  off: 'FACELOGIN_LIVENESS=challenge',
};

function ChecksNotice({ view, checks }: Pick<SelfTestProps, 'view' | 'checks'>) {
  const remedy = REMEDY[checks ?? 'off'];
  return (
    <Notice tone={remedy ? 'warning' : 'info'}>
      <p>{view.t(`trial.checks.${checks ?? 'off'}`)}</p>
      {remedy && (
        <p>
          <code>{remedy}</code>
        </p>
      )}
    </Notice>
  );
}

/** The choice of what is before the camera. The first frame of a try carries it, the form is not sent by itself. */
function Kinds({ view, tallies, kind: chosen }: Omit<SelfTestProps, 'checks'>) {
  const { t } = view;
  return (
    <form id={KIND_FORM} class="trial-kinds">
      <fieldset>
        <legend>{t('trial.kinds')}</legend>
        {TRIAL_KINDS.map((kind) => (
          <label class="trial-kind">
            <input type="radio" name="kind" value={kind} checked={kind === chosen} />
            <span>
              <strong>{t(`trial.kind.${kind}`)}</strong> <span class="muted">{t(`trial.kind.${kind}.hint`)}</span>
            </span>
            <span class="trial-done" id={doneId(kind)}>
              {doneText(view, tallies.kinds[kind])}
            </span>
          </label>
        ))}
      </fieldset>
    </form>
  );
}

function Trying(props: Omit<SelfTestProps, 'checks'>) {
  const { view } = props;
  const { t } = view;
  return (
    <div class="trial">
      <div>
        <Kinds {...props} />
        <ul class="small">
          <li>{t('trial.how.hold')}</li>
          <li>{t('trial.how.stop')}</li>
          <li>{t('trial.how.password')}</li>
        </ul>
      </div>
      <CameraCard view={view} purpose="trial">
        <template data-poller>
          <TrialPoller view={view} />
        </template>
        <template data-end="time">
          <TrialEnded view={view} reason="trial.lost" />
        </template>
        <template data-end="stopped">
          <TrialEnded view={view} reason="trial.stopped" />
        </template>
      </CameraCard>
    </div>
  );
}

/** What the figures say and what they do not. */
function WhatItSays({ view }: { view: View }) {
  const { t, locale } = view;
  const high = formatShare(locale, rateOf(0, GOAL).high);
  return (
    <>
      <h2>{t('trial.says')}</h2>
      <ul>
        <li>{t('trial.says.rates')}</li>
        <li>{t('trial.says.interval', { goal: GOAL, high })}</li>
        <li>{t('trial.says.camera')}</li>
        <li>{t('trial.says.you')}</li>
        <li>{t('trial.says.face')}</li>
      </ul>
    </>
  );
}

/** Opens to say what will be deleted. The button in it deletes. */
function StartOver({ view, tallies }: Pick<SelfTestProps, 'view' | 'tallies'>) {
  const { t, locale } = view;
  const count = TRIAL_KINDS.reduce((sum, kind) => sum + tallies.kinds[kind].tries, tallies.others);
  if (count === 0) return null;
  return (
    <details class="trial-reset">
      <summary>{t('trial.reset')}</summary>
      <Form view={view} action="/admin/self-test/start-over">
        <p>{t('trial.reset.text', { count: formatNumber(locale, count) })}</p>
        <Button kind="danger">{t('trial.reset.submit')}</Button>
      </Form>
    </details>
  );
}

export function SelfTestPage(props: SelfTestProps) {
  const { view, checks, tallies } = props;
  const { t } = view;
  return (
    <>
      <p>{t('trial.lead', { goal: GOAL })}</p>
      <ChecksNotice view={view} checks={checks} />
      {checks && <Trying {...props} />}
      <h2>{t('trial.results')}</h2>
      <TrialTable view={view} tallies={tallies} />
      <WhatItSays view={view} />
      <StartOver view={view} tallies={tallies} />
    </>
  );
}
