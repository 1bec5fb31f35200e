import type { Child } from 'hono/jsx';
import type { View } from '../view.ts';
import { deviceName } from './device.ts';
import { formatTime } from './format.ts';
import { Icon, type IconName } from './icons.tsx';

export type SessionRow = {
  /** This page belongs to this session. */
  current: boolean;
  userAgent: string;
  address: string;
  createdAt: Date;
  lastUsedAt: Date;
  method: 'password' | 'face' | 'passkey';
  secondFactorAt: Date | null;
};

/** The name of a browser for people. */
export function browserName(view: View, userAgent: string): string {
  return deviceName(userAgent) ?? view.t('account.sessions.unknown');
}

type BrowserRowProps = {
  view: View;
  row: { current: boolean; userAgent: string };
  icon: IconName;
  lines: string[];
  children?: Child;
};

/** One browser: its name, facts about it, and a button (`children`). */
export function BrowserRow({ view, row, icon, lines, children }: BrowserRowProps) {
  return (
    <li>
      <Icon name={icon} />
      <div class="session-what">
        <p>
          <strong>{browserName(view, row.userAgent)}</strong>
          {row.current && <span class="badge">{view.t('account.sessions.current')}</span>}
        </p>
        {lines.map((line) => (
          <p class="muted small">{line}</p>
        ))}
      </div>
      {children}
    </li>
  );
}

/** How a session was opened, and from which address. */
export function sessionWay({ t }: View, { method, secondFactorAt, address }: SessionRow): string {
  const way = t(`account.sessions.${method}`);
  return [secondFactorAt && method !== 'passkey' ? t('sessions.second', { way }) : way, address].join(' · ');
}

/** The person's sessions, one line each. */
export function SessionList({ view, sessions }: { view: View; sessions: SessionRow[] }) {
  return (
    <ul class="sessions">
      {sessions.map((row) => {
        const used = view.t('account.sessions.used', { time: formatTime(view.locale, row.lastUsedAt) });
        const icon = row.method === 'face' ? 'face' : 'key';
        return <BrowserRow {...{ view, row, icon }} lines={[sessionWay(view, row), used]} />;
      })}
    </ul>
  );
}
