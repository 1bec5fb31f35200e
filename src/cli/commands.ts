/** Every command by its name. */
import { parseArgs } from 'node:util';
import { RESET_HOURS, resetHref } from '../accounts/links/resets.store.ts';
import { type Config, loadConfig } from '../config.ts';
import { askServer } from '../server/ask.ts';
import { settingsTable } from '../settings.ts';
import { appsCommand } from './apps.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { onDatabase, withData } from './data.ts';
import { keysCommand } from './keys.ts';
import { modelsCommand } from './models.ts';
import { oidcCommand } from './oidc.ts';
import { settingsCommand } from './settings.ts';
import { exportCommand } from './transfer/export.ts';
import { importCommand } from './transfer/import.ts';

/** `run` takes the arguments and returns the exit code. -1: the process goes on by itself. */
export type Command = { doc: string; run: (args: string[]) => Promise<number> };

/** Its code is loaded with its use, as `serve`'s: both need packages that no other command needs. */
async function doctor(): Promise<number> {
  return (await import('./doctor.ts')).doctor();
}

async function serve(): Promise<number> {
  await ('Bun' in globalThis ? import('../main.ts') : import('../main.node.ts'));
  return -1;
}

async function invite(): Promise<number> {
  const config = loadConfig();
  const { token, registration } = await withData(config, 'invite');
  process.stdout.write(`${config.publicUrl}/register?invite=${token}\n`);
  process.stdout.write('It works once, within 7 days.\n');
  if (registration !== 'invite') {
    process.stdout.write(
      `FACELOGIN_REGISTRATION is ${registration}. The link works only with FACELOGIN_REGISTRATION=invite.\n`,
    );
  }
  return 0;
}

async function admin([username]: string[]): Promise<number> {
  if (!username) throw new Error('Say who becomes an administrator: admin USERNAME.');
  const made = await withData(loadConfig(), 'admin', username);
  process.stdout.write(`${made.username} is an administrator now.\n`);
  return 0;
}

async function resetPasskeys(config: Config, username: string): Promise<number> {
  const { username: name, count } = await withData(config, 'forget-passkeys', username);
  process.stdout.write(
    count === 0
      ? `${name} has no passkeys.\n`
      : `The passkeys (${count}) and recovery codes of ${name} are removed, and every session has ended. The password is enough to sign in and to add a passkey.\n`,
  );
  return 0;
}

async function reset(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { passkeys: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [username] = positionals;
  if (!username || positionals.length > 1)
    throw new Error('Say whose password or passkeys: reset USERNAME [--passkeys].');
  const config = loadConfig();
  if (values.passkeys) return resetPasskeys(config, username);
  const made = await withData(config, 'reset', username);
  process.stdout.write(`${resetHref(config.publicUrl, made.token)}\n`);
  process.stdout.write(
    `It sets a new password for ${made.username}. It works once, within ${RESET_HOURS} hours. Hand it over in a way that nobody else reads.\n`,
  );
  return 0;
}

async function migrate(): Promise<number> {
  const config = loadConfig();
  // A running server has migrated the database at its start.
  if ((await askServer(config, 'status')) === undefined) await onDatabase(config, async () => {});
  process.stdout.write('The database has the schema of this version.\n');
  return 0;
}

async function config(): Promise<number> {
  process.stdout.write(settingsTable());
  return 0;
}

export const commands: Record<string, Command> = {
  serve: { doc: 'Serve until stopped (npm start also starts the server again after a crash).', run: serve },
  migrate: { doc: 'Bring the database to the schema of this version.', run: migrate },
  doctor: { doc: 'Check database, keys, models, worker, OpenCV, address and HTTPS, and say what to do.', run: doctor },
  invite: { doc: 'Print a link with which one person may register.', run: invite },
  admin: { doc: 'admin USERNAME: make an account an administrator.', run: admin },
  reset: {
    doc: 'reset USERNAME: print a link with which that person sets a new password. With --passkeys: remove their passkeys.',
    run: reset,
  },
  apps: {
    doc: 'apps list: list the applications. apps export [FILE], apps import FILE [--dry-run]: all applications and groups as JSON.',
    run: appsCommand,
  },
  import: {
    doc: 'import people FILE.csv [--photos DIR] [--dry-run]: accounts, groups and photos. import compreface --url … --key …: its subjects.',
    run: importCommand,
  },
  export: {
    doc: 'export people [FILE] [--format csv|json]: all people.',
    run: exportCommand,
  },
  keys: {
    doc: 'keys: list the template keys. keys create: make another one. keys rotate: encrypt all templates with a new key.',
    run: keysCommand,
  },
  oidc: {
    doc: 'oidc rotate-keys: sign with a new key of OpenID Connect from now on.',
    run: oidcCommand,
  },
  backup: {
    doc: 'backup FILE: write everything but the template key to a file, also while the server runs.',
    run: backupCommand,
  },
  restore: { doc: 'restore FILE: restore a backup into an empty data folder or database.', run: restoreCommand },
  config: { doc: 'Print every setting as a Markdown table.', run: config },
  settings: {
    doc: 'settings list: print the settings in force. settings set NAME VALUE, settings unset NAME: change one while the server runs.',
    run: settingsCommand,
  },
  models: { doc: 'models fetch: download the networks of the liveness check.', run: modelsCommand },
};
