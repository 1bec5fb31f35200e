/** The desktop's side of a hand-off, in place of its camera card. A poller swaps the stage when it changes. */
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Stepper } from '../parts/stepper.tsx';
import { KEEP_POLLING } from '../signin/face.tsx';
import type { View } from '../view.ts';
import { QrCode } from './qr-code.tsx';
import { type Browser, whoText } from './who.ts';

export const HAND_OFF = '/hand-off';

/** Why nothing came of a hand-off. */
export type Over = 'late' | 'desktop' | 'phone' | 'number' | 'account';

/** Where a hand-off stands, as its desktop shows it. `number`: absent where the phone shows it. */
export type Stage =
  | { kind: 'waiting'; qr: { size: number; path: string }; number?: number | undefined }
  | { kind: 'opened'; phone: Browser; number?: number | undefined; choices?: number[] | undefined }
  | { kind: 'recognised'; phone: Browser; number?: number | undefined }
  | { kind: 'confirmed'; phone: Browser }
  | { kind: 'enrolled' }
  | { kind: 'over'; why: Over };

type StageProps = { view: View; id: string; stage: Stage };

/** The whole card. `id`: of the hand-off; a page that shows another one gets nothing of it. */
export function HandOffCard({ view, id, stage }: StageProps) {
  const { t } = view;
  return (
    <section class="hand-off" aria-labelledby="hand-off-title">
      <h2 id="hand-off-title" tabindex={-1}>
        {t('phone.title')}
      </h2>
      <div id="hand-off-stage" class="hand-off-stage" aria-live="polite">
        <HandOffStage view={view} id={id} stage={stage} />
      </div>
    </section>
  );
}

/** `#hand-off-stage` gets it. */
export function HandOffStage(props: StageProps) {
  const { view, id, stage } = props;
  if (stage.kind === 'enrolled') return <Enrolled view={view} />;
  if (stage.kind === 'over') return <HandOffOver view={view} why={stage.why} />;
  return (
    <>
      <Shown {...props} />
      <div
        id="hand-off-poll"
        hx-post={`${HAND_OFF}/wait`}
        hx-trigger="every 2s"
        hx-vals={JSON.stringify({ id, seen: stage.kind })}
        hx-target="#hand-off-stage"
        hx-swap="innerHTML"
        hx-sync="this:drop"
        {...KEEP_POLLING}
      />
      <div class="actions">
        <Stop view={view} id={id} label="phone.stop" />
      </div>
    </>
  );
}

function Shown({ view, stage, id }: StageProps) {
  const { t } = view;
  switch (stage.kind) {
    case 'waiting':
      return (
        <>
          <p>{t('phone.scan')}</p>
          <QrCode label={t('phone.code')} qr={stage.qr} />
          <ScreenNumber view={view} number={stage.number} why />
        </>
      );
    case 'opened':
      return (
        <>
          <Phone view={view} phone={stage.phone} />
          {stage.choices && <Choice view={view} id={id} choices={stage.choices} />}
          <ScreenNumber view={view} number={stage.number} why />
        </>
      );
    case 'recognised':
      return (
        <>
          <p class="result-text">{t('phone.recognised')}</p>
          <p>{t('phone.recognised.do')}</p>
          <ScreenNumber view={view} number={stage.number} />
        </>
      );
    case 'confirmed':
      return (
        <>
          <p class="result-text">{t('phone.recording')}</p>
          <p>{t('phone.recording.do')}</p>
        </>
      );
    default:
      return null;
  }
}

function Phone({ view, phone }: { view: View; phone: Browser }) {
  return (
    <>
      <p class="result-text">{view.t('phone.opened', { phone: whoText(view, phone) })}</p>
      <p>{view.t('phone.opened.do')}</p>
    </>
  );
}

function ScreenNumber({ view, number, why }: { view: View; number: number | undefined; why?: boolean }) {
  if (number === undefined) return null;
  return (
    <p class="hand-off-number">
      {view.t('phone.number')} <strong data-number>{number}</strong>
      {why && <span class="small muted">{view.t('phone.number.why')}</span>}
    </p>
  );
}

/** Form to `POST /hand-off/number`: which number the phone shows. 0: none of these. */
function Choice({ view, id, choices }: { view: View; id: string; choices: number[] }) {
  const { t } = view;
  return (
    <Form
      view={view}
      action={`${HAND_OFF}/number`}
      hx-post={`${HAND_OFF}/number`}
      hx-target="#hand-off-stage"
      hx-swap="innerHTML"
    >
      <input type="hidden" name="id" value={id} />
      <fieldset class="numbers">
        <legend>{t('phone.choose')}</legend>
        {choices.map((number) => (
          <Button kind="secondary" name="number" value={String(number)}>
            {number}
          </Button>
        ))}
        <Button kind="plain" name="number" value="0">
          {t('phone.choose.none')}
        </Button>
      </fieldset>
      <p class="small muted">{t('phone.choose.why')}</p>
    </Form>
  );
}

/** Ends the hand-off and empties its place, so that the camera card shows again. */
function Stop({ view, id, label }: { view: View; id: string; label: 'phone.stop' | 'phone.back' }) {
  return (
    <Button
      type="button"
      kind="secondary"
      data-hand-off-stop
      hx-post={`${HAND_OFF}/stop`}
      hx-vals={JSON.stringify({ id })}
      hx-target="#hand-off"
      hx-swap="innerHTML"
    >
      {view.t(label)}
    </Button>
  );
}

/** Nothing came of it, and what to do. */
export function HandOffOver({ view, why }: { view: View; why: Over }) {
  const { t } = view;
  return (
    <div class="result-card" tabindex={-1} data-over={why}>
      <p class="result-text">{t(`phone.over.${why}`)}</p>
      {(why === 'number' || why === 'phone') && <p class="advice">{t('phone.over.unsure')}</p>}
      <div class="actions">
        <Button type="button" data-use-phone>
          {t('phone.again')}
        </Button>
        <Stop view={view} id="" label="phone.back" />
      </div>
    </div>
  );
}

/** The end of an enrollment. It moves the stepper on. */
function Enrolled({ view }: { view: View }) {
  const { t } = view;
  return (
    <div class="result-card result-done" tabindex={-1} data-enrolled>
      <p class="result-text">{t('phone.enrolled')}</p>
      <p>{t('phone.enrolled.text')}</p>
      <p>
        <a href="/account">{t('nav.account')}</a>
      </p>
      <hx-partial hx-target="#stepper" hx-swap="outerHTML">
        <Stepper view={view} current={3} />
      </hx-partial>
    </div>
  );
}

/** Why a phone cannot open the address at which the desktop has this site. */
export function HandOffLocal({ view, host }: { view: View; host: string }) {
  const { t } = view;
  return (
    <section class="hand-off" aria-labelledby="hand-off-title">
      <h2 id="hand-off-title" tabindex={-1}>
        {t('phone.local')}
      </h2>
      <p>{t('phone.local.why', { host })}</p>
      <p>{t('phone.local.do')}</p>
      <div class="actions">
        <Stop view={view} id="" label="phone.back" />
      </div>
    </section>
  );
}
