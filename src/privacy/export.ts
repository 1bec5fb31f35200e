/** "Download my data": one file with everything about a person, for people and for programs (GDPR 15 and 20). */

import { settled } from '../camera/overdue.store.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { happened } from '../events/events.store.ts';
import { type PersonRows, readPerson } from './export.store.ts';

/** What the database stores and the file leaves out, and why. */
const LEFT_OUT = {
  templates: 'The numbers that describe the face: whoever finds them in a file could misuse them.',
  password: 'A hash of it (argon2id), from which it cannot be read.',
  secrets: 'Hashes of sessions, known browsers and codes, and the public keys of passkeys: of no use to you.',
  scores: 'How alike a face was at each attempt: it would teach somebody how to deceive the recognition.',
};

function access({ sessions, devices, passkeys, recoveryCodes, passwordResets }: PersonRows) {
  return {
    sessions: sessions.map(({ idHash: _, userId: __, ...session }) => session),
    knownDevices: devices.map(({ tokenHash: _, userId: __, ...device }) => device),
    passkeys: passkeys.map(({ id: _, userId: __, publicKey: ___, counter: ____, ...passkey }) => passkey),
    recoveryCodes: recoveryCodes.map(({ createdAt, usedAt }) => ({ createdAt, usedAt })),
    passwordResets: passwordResets.map(({ createdAt, expiresAt, usedAt }) => ({ createdAt, expiresAt, usedAt })),
  };
}

function face({ enrollment, templates, audit }: PersonRows) {
  const given = audit.filter(({ kind }) => kind === 'face-enrolled');
  const consents = given.map(({ at, detail }) => ({
    version: detail.consentVersion ?? null,
    consentedAt: detail.consentedAt ?? null,
    enrolledAt: at,
  }));
  if (!enrollment) return { enrolled: false, consents, templates: [] };
  const { enrolledAt, lastUsedAt, consentVersion, consentedAt } = enrollment;
  return {
    enrolled: true,
    enrolledAt,
    lastUsedAt,
    consent: { version: consentVersion, consentedAt },
    consents,
    templates,
  };
}

function behindTheDoor({ groups, applications, consents }: PersonRows) {
  return {
    groups: groups.map(({ name }) => name),
    applications: applications.map(({ name }) => name),
    consents: consents.map(({ payload }) => payload),
  };
}

/** Leaves out measured values (see LEFT_OUT). `asked`: the attempt gave this person's name. `found`: it recognized them. */
function attempt(row: PersonRows['attempts'][number], userId: string, now: Date) {
  const { openedAt, endedAt, outcome, mode, recognizer, frames } = settled(row, now);
  const [found, asked] = [row.userId === userId, row.claimedUserId === userId];
  return { openedAt, endedAt, outcome, mode, recognizer, pictures: frames, found, asked };
}

function event({ id, at, kind, detail, actorId }: PersonRows['audit'][number]) {
  const by = actorId ? 'an administrator' : detail.key ? 'a program with a key' : 'you, or the server';
  return { id, at, kind, detail, by };
}

function presence({
  direction,
  at,
  source,
  place,
  writtenAt,
  reason,
  voidedAt,
  voidReason,
}: PersonRows['attendance'][number]) {
  return { direction, at, source, place, writtenAt, reason, voidedAt, voidReason };
}

/** Content of the file. JSON writes dates as ISO 8601 in UTC. */
export type PersonExport = ReturnType<typeof exportOf>;

function exportOf(rows: PersonRows, { server, now }: { server: string; now: Date }) {
  const { user, profile, avatar, imported, attempts, audit, livenessTrials, apiKeys, told, changedSettings } = rows;
  const { id, passwordHash: _, usernameKey: __, ...account } = user;
  const { userId: ___, ...about } = profile ?? { userId: id };
  const avatarUrl = avatar ? `data:image/webp;base64,${Buffer.from(avatar.image).toString('base64')}` : null;
  return {
    format: 'facelogin-person',
    formatVersion: 1,
    server,
    createdAt: now,
    account: { id, ...account },
    profile: { ...about, avatar: avatarUrl },
    face: face(rows),
    // An administrator brought this account from a file. No photo is kept, only its name.
    imported: imported ? { at: imported.at, photos: imported.photos } : null,
    ...access(rows),
    ...behindTheDoor(rows),
    attempts: attempts.map((row) => attempt(row, id, now)),
    attendance: rows.attendance.map(presence),
    cameraTests: livenessTrials.map(({ kind, at, verdict }) => ({ kind, at, verdict })),
    apiKeys: apiKeys.map(({ name, surface, scopes, createdAt }) => ({ name, surface, scopes, createdAt })),
    settings: changedSettings.map(({ name, value, changedAt }) => ({ name, value, changedAt })),
    events: audit.map(event),
    webhooks: rows.webhooks.map(({ name, events, createdAt }) => ({ name, events, createdAt })),
    toldToPrograms: told,
    leftOut: LEFT_OUT,
  };
}

/**
 * Reads everything at one moment and records the download in the audit trail.
 * @throws {AppError} `not-signed-in` where the account is gone by now.
 */
export async function exportPerson(deps: Pick<Deps, 'db' | 'clock' | 'config'>, userId: string): Promise<PersonExport> {
  const now = deps.clock();
  return deps.db.transaction(
    async (tx) => {
      await happened(tx, { at: now, userId, kind: 'data-downloaded' });
      const rows = await readPerson(tx, userId);
      if (!rows) throw new AppError('not-signed-in');
      return exportOf(rows, { server: deps.config.publicUrl, now });
    },
    { isolationLevel: 'repeatable read' },
  );
}
