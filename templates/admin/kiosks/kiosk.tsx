/** One kiosk: its tablet, its settings, a new code, its end. And the form of a new one. */
import type { FieldErrors } from '../../../src/errors.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { ErrorSummary } from '../../parts/error-summary.tsx';
import { Form } from '../../parts/form.tsx';
import { formatTime } from '../../parts/format.ts';
import { Notice } from '../../parts/notice.tsx';
import type { View } from '../../view.ts';
import { type KioskChoices, KioskForm, type TypedKiosk } from './form.tsx';
import { type KioskState, StateTag, type Trouble } from './kiosks.tsx';

type FormParts = { view: View; choices: KioskChoices; typed: TypedKiosk; errors: FieldErrors };

/** Without a group there is nobody to look for. */
function GroupFirst({ view }: { view: View }) {
  const { t } = view;
  return (
    <p>
      <ButtonLink href="/admin/groups">{t('kiosks.group.first')}</ButtonLink>
    </p>
  );
}

export function NewKioskPage(props: FormParts) {
  const { view, choices, errors } = props;
  const { t } = view;
  if (choices.groups.length === 0) return <GroupFirst view={view} />;
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      <KioskForm {...props} action="/admin/kiosks" submit={t('kiosks.submit.add')} />
    </>
  );
}

type KioskPageProps = FormParts & {
  kiosk: {
    id: string;
    name: string;
    pinHash: string | null;
    registeredAt: Date | null;
    lastSeenAt: Date | null;
    facts: { userAgent: string; address: string; full: boolean; camera: boolean } | null;
  };
  looked: { state: KioskState; trouble?: Trouble };
  changed: boolean;
};

function Tablet({ view, kiosk, looked }: Pick<KioskPageProps, 'view' | 'kiosk' | 'looked'>) {
  const { t, locale } = view;
  const { facts, registeredAt, lastSeenAt } = kiosk;
  const said = (yes: boolean) => t(yes ? 'kiosks.yes' : 'kiosks.no');
  if (!registeredAt) return <p>{t('kiosks.tablet.none')}</p>;
  return (
    <dl class="facts">
      <dt>{t('kiosks.state')}</dt>
      <dd>
        <StateTag view={view} state={looked.state} />
      </dd>
      <dt>{t('kiosks.seen')}</dt>
      <dd>{lastSeenAt ? formatTime(locale, lastSeenAt) : '–'}</dd>
      <dt>{t('kiosks.tablet')}</dt>
      <dd>{t('kiosks.tablet.since', { time: formatTime(locale, registeredAt) })}</dd>
      {facts && (
        <>
          <dt>{t('kiosks.tablet.camera')}</dt>
          <dd>{said(facts.camera)}</dd>
          <dt>{t('kiosks.tablet.full')}</dt>
          <dd>{said(facts.full)}</dd>
          <dt>{t('kiosks.tablet.address')}</dt>
          <dd>{facts.address}</dd>
          <dt>{t('kiosks.tablet.browser')}</dt>
          <dd class="small">{facts.userAgent}</dd>
        </>
      )}
    </dl>
  );
}

function Acts({ view, kiosk }: Pick<KioskPageProps, 'view' | 'kiosk'>) {
  const { t } = view;
  return (
    <>
      {kiosk.registeredAt && <p>{t('kiosks.code.effect')}</p>}
      <Form view={view} action={`/admin/kiosks/${kiosk.id}/code`}>
        <Button kind="secondary">{t('kiosks.code.new')}</Button>
      </Form>
    </>
  );
}

export function KioskPage(props: KioskPageProps) {
  const { view, kiosk, looked, choices, typed, errors, changed } = props;
  const { t } = view;
  const path = `/admin/kiosks/${kiosk.id}`;
  const form = { view, choices, typed, errors, action: path, hasPin: kiosk.pinHash !== null };
  return (
    <>
      <ErrorSummary view={view} errors={errors} />
      {changed && (
        <Notice tone="success" live>
          <p>{t('kiosks.done.changed')}</p>
        </Notice>
      )}
      {looked.trouble && (
        <Notice tone="warning">
          <p>
            <strong>{t(`kiosk.trouble.${looked.trouble}`)}</strong>
          </p>
          <p>{t(`kiosk.trouble.${looked.trouble}.text`)}</p>
        </Notice>
      )}
      <h2>{t('kiosks.tablet')}</h2>
      <Tablet view={view} kiosk={kiosk} looked={looked} />
      <Acts view={view} kiosk={kiosk} />
      <h2 class="kiosk-part">{t('kiosks.settings')}</h2>
      <KioskForm {...form} submit={t('kiosks.submit.change')} />
      <details class="kiosk-part">
        <summary>{t('kiosks.remove.ask')}</summary>
        <p>{t('kiosks.remove.effect')}</p>
        <Form view={view} action={`${path}/remove`}>
          <Button kind="danger">{t('kiosks.remove')}</Button>
        </Form>
      </details>
    </>
  );
}
