/** Sends rows to the running server: two at a time, so that both of its workers have one. */
import pLimit from 'p-limit';
import type { Config } from '../../config.ts';
import { askServer } from '../../server/ask.ts';
import type { VisionCommands } from '../../server/commands.ts';
import type { ConsoleRow } from '../../transfer/by-socket.ts';
import type { RowResult } from '../../transfer/report.ts';

const AT_ONCE = 2;

/** @throws {Error} in one line where no server runs on the data folder, or it cannot import the row now. */
export async function sendRow(config: Config, row: ConsoleRow): Promise<RowResult> {
  type Answer = Awaited<ReturnType<VisionCommands['import-row']>>;
  const answer = await askServer<Answer>(config, 'import-row', row);
  if (answer === undefined) {
    throw new Error(
      `No server runs on ${config.data}, and an import needs one: it looks at the photos. Run npm start.`,
    );
  }
  return answer;
}

/**
 * Imports rows in their order, two at a time. The first error stops it: what is done stays, and the same import goes on.
 * @param rowOf makes a row when its turn comes: photos of many rows would fill the memory.
 * @param tell is told how many rows are done.
 */
export async function sendAll<Item>(
  items: readonly Item[],
  rowOf: (item: Item) => Promise<RowResult>,
  tell: (done: number) => void,
): Promise<RowResult[]> {
  const limit = pLimit(AT_ONCE);
  let done = 0;
  let failed = false;
  return Promise.all(
    items.map((item) =>
      limit(async () => {
        if (failed) throw new Error('The import stopped.');
        try {
          const result = await rowOf(item);
          tell(++done);
          return result;
        } catch (error) {
          failed = true;
          throw error;
        }
      }),
    ),
  );
}
