/** The command line beside a server in the test process that looks at faces. */
import { join } from 'node:path';
import { loadConfig } from '../../../src/config.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { auditEvents, users } from '../../../src/db/schema.ts';
import { silentLog } from '../../../src/log.ts';
import { commandsOn, visionCommandsOn } from '../../../src/server/commands.ts';
import { listenForCommands } from '../../../src/server/socket.ts';
import { visionFor } from '../camera/pictures.ts';
import { putBlank } from '../data/blank.ts';
import { command, type Ended } from '../server/command.ts';
import { commandHere } from '../server/command-here.ts';
import { testDeps } from './deps.ts';

/** @param folder where commands are typed; the data folder lies in it. */
export async function openConsole(folder: string) {
  const data = join(folder, 'data');
  await putBlank(data);
  const config = loadConfig({ FACELOGIN_DATA: data, DATABASE_URL: '' });
  const vision = await visionFor();
  const { db, close } = await openDatabase(config, silentLog);
  const deps = await testDeps({ db, config, vision });
  const env = { FACELOGIN_DATA: data, FACELOGIN_CALLER: folder };
  const stop = await listenForCommands(config, { ...commandsOn(deps), ...visionCommandsOn(deps) });
  return {
    deps,
    run: (...args: string[]): Promise<Ended> => commandHere(args, { env }),
    /** The same in a process of its own. */
    runApart: (...args: string[]): Promise<Ended> => command(args, { env }),
    names: async () => (await db.select().from(users)).map(({ username }) => username).sort(),
    /** Removes everybody. */
    async empty() {
      await db.delete(users);
      await db.delete(auditEvents);
      for (const id of (await vision.loaded()).keys()) await vision.putUser(id, []);
    },
    async close() {
      await stop();
      await close();
      await vision.close();
    },
  };
}
