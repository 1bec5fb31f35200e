/** Commands on the data: through the running server where there is one, else on the opened database. */
import { createInvite } from '../accounts/invites.ts';
import { makeAdminByName } from '../admin/roles.ts';
import type { Config } from '../config.ts';
import { askServer } from '../control/socket.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { type Database, openDatabase } from '../db/open.ts';
import { consoleLog } from '../log.ts';
import type { EngineStatus } from '../vision/protocol.ts';
import { projectRoot } from './place.ts';

/** What a command may ask, and what it gets. `vision` is absent where no server runs. */
type Answers = { invite: { token: string }; status: { vision?: EngineStatus }; admin: { username: string } };

const direct: { [K in keyof Answers]: (db: Database, argument: string) => Promise<Answers[K]> } = {
  invite: (db) => createInvite(db, new Date()),
  status: async () => ({}),
  admin: (db, username) => makeAdminByName({ db, clock: () => new Date() }, username),
};

/**
 * Carries out one command on the data.
 * @throws {Error} in one line: the database cannot be opened, or the server could not do it.
 */
export async function withData<K extends keyof Answers>(
  config: Config,
  command: K,
  argument = '',
): Promise<Answers[K]> {
  const answer = await askServer<Answers[K]>(config, command, argument);
  if (answer !== undefined) return answer;
  const { db, close, kind } = await openDatabase(config, consoleLog);
  try {
    await migrateDatabase(db, { kind, root: projectRoot, config });
    return await direct[command](db, argument);
  } finally {
    await close();
  }
}
