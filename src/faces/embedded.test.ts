import { test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { putBlank } from '../../test/helpers/data/blank.ts';
import { addUser, deleteFace, enrollFace } from '../../test/helpers/data/faces.ts';
import { testConfig } from '../../test/helpers/site/deps.ts';
import { until } from '../../test/helpers/until.ts';
import { templateKeys } from '../crypto/templates.ts';
import { openDatabase } from '../db/open.ts';
import { users } from '../db/schema.ts';
import { silentLog } from '../log.ts';

const keys = templateKeys(new Uint8Array(32).fill(7));

test('the embedded database notifies of every change of a face and of an account', async () => {
  const data = mkdtempSync(join(tmpdir(), 'facelogin-listen-'));
  await putBlank(data);
  const config = testConfig({ FACELOGIN_DATA: data, DATABASE_URL: '' });
  const { db, listen, close } = await openDatabase(config, silentLog);
  try {
    const told: string[] = [];
    const stop = await listen({ changed: (userId) => void told.push(userId), listening() {}, keysChanged() {} });
    const anna = await addUser({ db }, 'anna');
    const heard = async (work: () => PromiseLike<unknown>) => {
      told.length = 0;
      await work();
      await until(() => told.includes(anna));
    };
    await heard(() => enrollFace({ db, keys }, anna, 1));
    await heard(() => db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, anna)));
    await heard(() => db.update(users).set({ disabledAt: null }).where(eq(users.id, anna)));
    await heard(() => deleteFace({ db }, anna));
    await enrollFace({ db, keys }, anna, 2);
    await heard(() => db.delete(users).where(eq(users.id, anna)));
    await stop();
  } finally {
    await close();
    rmSync(data, { recursive: true });
  }
});
