/** `facelogin migrate` inside the test process: a process of its own takes most of a second to load its code. */
import { onDatabase } from '../../../src/cli/data.ts';
import { loadConfig } from '../../../src/config.ts';

/** Brings a database to the schema of this version. `err` is the line that the command prints. */
export async function migrateHere(env: Record<string, string>): Promise<{ code: number; err: string }> {
  try {
    await onDatabase(loadConfig(env), async () => {});
    return { code: 0, err: '' };
  } catch (error) {
    return { code: 1, err: `error: ${(error as Error).message}\n` };
  }
}
