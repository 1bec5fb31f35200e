/** Commands on the data. The running server executes them; without one the command line opens the database itself. */

import { createInvite } from '../accounts/links/invites.store.ts';
import { createResetByName } from '../accounts/links/resets.store.ts';
import { exportAll, importAll } from '../admin/applications/exchange.ts';
import { makeAdminByName } from '../admin/people/roles.ts';
import { settingsOf } from '../admin/settings/settings.ts';
import { giveBackup } from '../db/backup/backup.ts';
import { templatesByKey } from '../db/keycheck.ts';
import type { Deps } from '../deps.ts';
import { type Rotation, rotateKeys } from '../faces/rotate.ts';
import { resealSigningKeys, rotateSigningKeys } from '../oidc/provider/keys.ts';
import { forgetPasskeysByName } from '../passkeys/lost.ts';
import { type ConsoleRow, importConsoleRow } from '../transfer/by-socket.ts';
import { type Format, giveExport } from '../transfer/export/export.ts';
import { resealSecrets } from '../webhooks/secrets.ts';
import type { ControlCommands, Take } from './socket.ts';

/** The parts that a command on the data needs, inside a server or without one. Without one nobody listens to events. */
export type DataDeps = Pick<Deps, 'db' | 'keys' | 'config' | 'clock' | 'tuning'> & Partial<Pick<Deps, 'outbox'>>;

export const dataCommands = {
  invite: async ({ db, clock, tuning }: DataDeps) => ({
    ...(await createInvite(db, clock())),
    registration: tuning.textOf('FACELOGIN_REGISTRATION'),
  }),
  admin: (deps: DataDeps, username: string) => makeAdminByName(deps, username),
  reset: (deps: DataDeps, username: string) => createResetByName(deps, username),
  'forget-passkeys': (deps: DataDeps, username: string) => forgetPasskeysByName(deps, username),
  // It gives the lines and writes no file: server and command line may see different folders under one name.
  'backup-lines': ({ db, clock }: DataDeps, _: undefined, take: Take) => giveBackup(db, clock(), take),
  'apps-export': ({ db }: DataDeps) => exportAll(db),
  'apps-import': (deps: DataDeps, { input, dryRun }: { input: unknown; dryRun: boolean }) =>
    importAll(deps, input, { dryRun }),
  keys: async ({ db }: DataDeps) => ({ stored: Object.fromEntries(await templatesByKey(db)) }),
  'keys-rotate': async (deps: DataDeps, input: { to?: string | undefined }): Promise<Rotation> => {
    const rotation = await rotateKeys(deps, input);
    await resealSigningKeys(deps);
    await resealSecrets(deps);
    return rotation;
  },
  'settings-list': async (deps: DataDeps) => settingsOf(deps),
  'settings-change': ({ tuning }: DataDeps, change: { name: string; value: string | undefined }) =>
    tuning.change(change),
  'people-export': (deps: DataDeps, format: Format, take: Take) => giveExport(deps, format, take),
  'oidc-rotate-keys': (deps: DataDeps) => rotateSigningKeys(deps),
};

export type DataCommands = typeof dataCommands;
/** The input of a command, or `undefined` if it takes none. */
export type CommandInput<K extends keyof DataCommands> = DataCommands[K] extends (deps: DataDeps) => unknown
  ? undefined
  : Parameters<DataCommands[K]>[1];

/** Commands that look at faces: only a running server does. */
export const visionCommands = {
  'import-row': (deps: Deps, row: ConsoleRow) => importConsoleRow(deps, row),
};
export type VisionCommands = typeof visionCommands;

/** Binds the commands to the parts of a running server, by name. */
export function commandsOn(deps: DataDeps): ControlCommands {
  const bound = Object.entries(dataCommands).map(([name, run]) => {
    const command = run as (deps: DataDeps, input: unknown, take: Take) => Promise<unknown>;
    return [name, (input: unknown, take: Take) => command(deps, input, take)] as const;
  });
  return Object.fromEntries(bound);
}

export function visionCommandsOn(deps: Deps): ControlCommands {
  return { 'import-row': (row) => visionCommands['import-row'](deps, row as ConsoleRow) };
}
