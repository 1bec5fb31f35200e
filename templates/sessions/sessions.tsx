/** A person's sessions, and the browsers that know them. */
import type { MessageKey } from '../../src/i18n/index.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Form } from '../parts/form.tsx';
import { formatTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { BrowserRow, browserName, type SessionRow, sessionWay } from '../parts/session-list.tsx';
import type { View } from '../view.ts';

export type SessionEntry = SessionRow & { idHash: string };
export type DeviceEntry = {
  tokenHash: string;
  current: boolean;
  userAgent: string;
  address: string;
  createdAt: Date;
  lastUsedAt: Date;
};

type SessionsPageProps = {
  view: View;
  sessions: SessionEntry[];
  devices: DeviceEntry[];
  /** A face signs in on known devices only. */
  faceNeedsDevice: boolean;
  notice?: MessageKey;
};

export function SessionsPage({ view, sessions, devices, faceNeedsDevice, notice }: SessionsPageProps) {
  const { t } = view;
  return (
    <>
      <h1>{t('sessions.title')}</h1>
      {notice && (
        <Notice tone="success" live>
          <p>{t(notice)}</p>
        </Notice>
      )}
      <div class="cards">
        <Card id="sessions" title={t('account.sessions')}>
          <Sessions view={view} sessions={sessions} />
        </Card>
        <Card id="devices" title={t('devices.title')}>
          <p>{t(faceNeedsDevice ? 'devices.why.face' : 'devices.why')}</p>
          <Devices view={view} devices={devices} />
        </Card>
      </div>
      <p class="aside">
        <ButtonLink href="/account" kind="plain">
          {t('sessions.back')}
        </ButtonLink>
      </p>
    </>
  );
}

/** Forms to `POST /account/sessions/end`: `which` is a session, `others` or `all`. */
function Sessions({ view, sessions }: { view: View; sessions: SessionEntry[] }) {
  const { t, locale } = view;
  return (
    <Form view={view} action="/account/sessions/end">
      <ul class="sessions">
        {sessions.map((row) => {
          const created = t('sessions.created', { time: formatTime(locale, row.createdAt) });
          const used = t('account.sessions.used', { time: formatTime(locale, row.lastUsedAt) });
          const icon = row.method === 'face' ? 'face' : 'key';
          return (
            <BrowserRow {...{ view, row, icon }} lines={[sessionWay(view, row), created, used]}>
              <RowButton view={view} row={row} value={row.idHash} label="sessions.end" />
            </BrowserRow>
          );
        })}
      </ul>
      <div class="actions">
        {sessions.length > 1 && (
          <Button kind="secondary" name="which" value="others">
            {t('account.sessions.end')}
          </Button>
        )}
        <Button kind="plain" name="which" value="all">
          {t('sessions.end.all')}
        </Button>
      </div>
    </Form>
  );
}

/** Forms to `POST /account/devices/forget`: `which` is a device or `all`. */
function Devices({ view, devices }: { view: View; devices: DeviceEntry[] }) {
  const { t, locale } = view;
  if (devices.length === 0) return <p class="muted">{t('devices.none')}</p>;
  return (
    <Form view={view} action="/account/devices/forget">
      <ul class="sessions">
        {devices.map((row) => {
          const since = t('devices.since', { time: formatTime(locale, row.createdAt) });
          const used = t('devices.used', { time: formatTime(locale, row.lastUsedAt) });
          const lines = row.address === '' ? [since, used] : [row.address, since, used];
          return (
            <BrowserRow {...{ view, row, lines }} icon="check">
              <RowButton view={view} row={row} value={row.tokenHash} label="devices.forget" />
            </BrowserRow>
          );
        })}
      </ul>
      {devices.length > 1 && (
        <Button kind="secondary" name="which" value="all">
          {t('devices.forget.all')}
        </Button>
      )}
    </Form>
  );
}

type RowButtonProps = {
  view: View;
  row: { userAgent: string };
  value: string;
  label: 'sessions.end' | 'devices.forget';
};

/** The button of a row. Its label names the browser for screen readers. */
function RowButton({ view, row, value, label }: RowButtonProps) {
  const text = view.t(label);
  return (
    <Button kind="plain" name="which" value={value} aria-label={`${text}: ${browserName(view, row.userAgent)}`}>
      {text}
    </Button>
  );
}
