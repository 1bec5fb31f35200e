/** The tables. `npm run db:generate` writes a change of `schema/` as a migration into `drizzle/`. PostgreSQL 15. */
export * from './schema/accounts.ts';
export * from './schema/api.ts';
export * from './schema/applications.ts';
export * from './schema/camera.ts';
export * from './schema/faces.ts';
export * from './schema/handoffs.ts';
export * from './schema/kiosks.ts';
export * from './schema/passkeys.ts';
export * from './schema/server.ts';
export * from './schema/sessions.ts';
export * from './schema/settings.ts';
export * from './schema/transfer.ts';
export * from './schema/webhooks.ts';
