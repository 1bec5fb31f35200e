/** Commands on the data: the running server carries them out. Without one they open the database themselves. */

import { type Config, ConfigError } from '../config.ts';
import { loadTemplateKeys, type TemplateKeys } from '../crypto/templates.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { openDatabase, type Queryable } from '../db/open.ts';
import type { Outbox } from '../events/outbox.ts';
import { silentLog } from '../log.ts';
import { asOwner, reachable } from '../owner/become.ts';
import { askServer } from '../server/ask.ts';
import { type CommandInput, type DataCommands, type DataDeps, dataCommands } from '../server/commands.ts';
import type { Take } from '../server/socket.ts';
import { readStored } from '../tuning/stored.store.ts';
import { createTuning } from '../tuning/tuning.ts';
import { type Base, tunedConfig } from '../tuning/values.ts';
import { projectRoot } from './place.ts';

type Answer<K extends keyof DataCommands> = Awaited<ReturnType<DataCommands[K]>>;

/**
 * Opens the database, migrates it to this version's schema, and runs the task on it. All of that happens as the owner of
 * the data folder: it gets no file of root's.
 */
export function onDatabase<Result>(config: Config, task: (deps: DataDeps) => Promise<Result>): Promise<Result> {
  return asOwner(config.data, (reach) => onOpen(reachable(config, reach), task));
}

/** The settings with the stored values. Without those that cannot be used: a command takes them back. */
async function tuneOrNot(db: Queryable, base: Base) {
  return tunedConfig(db, base).catch(async (error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    return { config: { ...base.config }, stored: await readStored(db) };
  });
}

async function onOpen<Result>(config: Config, task: (deps: DataDeps) => Promise<Result>): Promise<Result> {
  const { db, close, kind } = await openDatabase(config, silentLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot });
    // Keys are loaded when a task asks for them: loading makes a missing key, and `restore` must not make one.
    let keys: TemplateKeys | undefined;
    const env = process.env;
    const clock = () => new Date();
    const { config: tuned, stored } = await tuneOrNot(db, { config, env });
    const commit: Outbox['commit'] = (work) => db.transaction(work);
    const tuning = createTuning({ ...{ db, commit, env, stored, clock, log: silentLog }, config: tuned, base: config });
    return await task({
      db,
      config: tuned,
      tuning,
      get keys() {
        keys ??= loadTemplateKeys(config);
        return keys;
      },
      clock,
    });
  } finally {
    await close();
  }
}

/**
 * Carries out one command on the data.
 * @param take gets the lines that the command gives before its answer.
 * @throws {Error} in one line: the database does not open, or the server could not carry out the command.
 */
export async function withData<K extends keyof DataCommands>(
  config: Config,
  command: K,
  ...[input, take = async () => {}]: CommandInput<K> extends undefined ? [undefined?, Take?] : [CommandInput<K>, Take?]
): Promise<Answer<K>> {
  const answer = await askServer<Answer<K>>(config, command, input, take);
  if (answer !== undefined) return answer;
  const run = dataCommands[command] as (deps: DataDeps, input: unknown, take: Take) => Promise<Answer<K>>;
  return onDatabase(config, (deps) => run(deps, input, take));
}
