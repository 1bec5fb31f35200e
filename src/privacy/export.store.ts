/** Reads all rows about one person, for their own copy. */
import { and, asc, desc, eq, notInArray, or } from 'drizzle-orm';
import type { Queryable } from '../db/open.ts';
import {
  apiKeys,
  applicationPeople,
  applications,
  attendance,
  auditEvents,
  avatars,
  enrollments,
  faceTemplates,
  groupMembers,
  groups,
  importedPeople,
  knownDevices,
  livenessTrials,
  loginAttempts,
  oidcRecords,
  passkeys,
  passwordResets,
  profiles,
  recoveryCodes,
  sessions,
  storedSettings,
  users,
  webhookDeliveries,
  webhooks,
} from '../db/schema.ts';

export type PersonRows = NonNullable<Awaited<ReturnType<typeof readPerson>>>;

/** The person's groups, the applications that name the person, and what the person agreed to. */
async function readApplications(tx: Queryable, userId: string) {
  const member = eq(groupMembers.groupId, groups.id);
  const named = eq(applicationPeople.applicationId, applications.id);
  const { model, payload } = oidcRecords;
  return {
    groups: await tx
      .select({ name: groups.name })
      .from(groups)
      .innerJoin(groupMembers, member)
      .where(eq(groupMembers.userId, userId)),
    applications: await tx
      .select({ name: applications.name })
      .from(applications)
      .innerJoin(applicationPeople, named)
      .where(eq(applicationPeople.userId, userId)),
    // Everything else of the provider is a secret of minutes or of a session.
    consents: await tx
      .select({ model, payload })
      .from(oidcRecords)
      .where(and(eq(oidcRecords.accountId, userId), eq(model, 'Consent'))),
  };
}

/** What other programs were told of the person, as far back as deliveries are kept. */
function readTold(tx: Queryable, userId: string) {
  const { type, at, personId, webhookId } = webhookDeliveries;
  return tx
    .select({ type, at, program: webhooks.name })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookId))
    .where(eq(personId, userId))
    .orderBy(asc(at));
}

/**
 * Reads all but rows of minutes (`reauthentications`, `pending_sign_ins`, `passkey_challenges`, `open_trials`,
 * `hand_offs`).
 */
export async function readPerson(tx: Queryable, userId: string) {
  const [user] = await tx.select().from(users).where(eq(users.id, userId));
  if (!user) return undefined;
  const [profile] = await tx.select().from(profiles).where(eq(profiles.userId, userId));
  const [avatar] = await tx.select().from(avatars).where(eq(avatars.userId, userId));
  const [enrollment] = await tx.select().from(enrollments).where(eq(enrollments.userId, userId));
  const [imported] = await tx.select().from(importedPeople).where(eq(importedPeople.userId, userId));
  const { id, recognizer, version, keyId, createdAt } = faceTemplates;
  const about = or(eq(loginAttempts.userId, userId), eq(loginAttempts.claimedUserId, userId));
  return {
    user,
    profile,
    avatar,
    enrollment,
    imported,
    templates: await tx
      .select({ id, recognizer, version, keyId, createdAt })
      .from(faceTemplates)
      .where(eq(faceTemplates.userId, userId)),
    sessions: await tx.select().from(sessions).where(eq(sessions.userId, userId)).orderBy(asc(sessions.createdAt)),
    devices: await tx.select().from(knownDevices).where(eq(knownDevices.userId, userId)),
    passkeys: await tx.select().from(passkeys).where(eq(passkeys.userId, userId)),
    recoveryCodes: await tx.select().from(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    passwordResets: await tx.select().from(passwordResets).where(eq(passwordResets.userId, userId)),
    attempts: await tx.select().from(loginAttempts).where(about).orderBy(asc(loginAttempts.openedAt)),
    ...(await readApplications(tx, userId)),
    apiKeys: await tx.select().from(apiKeys).where(eq(apiKeys.createdBy, userId)),
    webhooks: await tx.select().from(webhooks).where(eq(webhooks.createdBy, userId)),
    told: await readTold(tx, userId),
    changedSettings: await tx.select().from(storedSettings).where(eq(storedSettings.changedBy, userId)),
    attendance: await tx.select().from(attendance).where(eq(attendance.userId, userId)).orderBy(asc(attendance.at)),
    livenessTrials: await tx.select().from(livenessTrials).where(eq(livenessTrials.userId, userId)),
    audit: await tx
      .select()
      .from(auditEvents)
      // Events of a face that is enrolled twice tell of another person: they are for the operator alone.
      .where(and(eq(auditEvents.userId, userId), notInArray(auditEvents.kind, ['face-duplicate', 'sign-in-failed'])))
      .orderBy(asc(auditEvents.at)),
  };
}

export type AuditRow = typeof auditEvents.$inferSelect;

/** The receipts of a person's removed faces, the newest first. */
export function listReceipts(db: Queryable, userId: string): Promise<AuditRow[]> {
  const removed = and(eq(auditEvents.userId, userId), eq(auditEvents.kind, 'face-removed'));
  return db.select().from(auditEvents).where(removed).orderBy(desc(auditEvents.at));
}

/** One receipt; undefined where the number is none of this person's. */
export async function findReceipt(db: Queryable, userId: string, id: string): Promise<AuditRow | undefined> {
  const own = and(eq(auditEvents.id, id), eq(auditEvents.userId, userId), eq(auditEvents.kind, 'face-removed'));
  const [row] = await db.select().from(auditEvents).where(own);
  return row;
}
