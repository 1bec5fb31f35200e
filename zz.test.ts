import { test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { truncateAll, testDb } from './test/helpers/data/db.ts';
import { testDeps } from './test/helpers/site/deps.ts';
import { openSite, registerAt } from './test/helpers/site/site.ts';
test('x', async () => {
  const m = async (n: string, f: () => unknown, k = 100) => { for (let i=0;i<5;i++) await f(); const t = performance.now(); const c = process.cpuUsage(); for (let i=0;i<k;i++) await f(); const d = process.cpuUsage(c); console.log(n, ((performance.now()-t)/k).toFixed(2)+' ms', 'cpu', ((d.user+d.system)/1000/k).toFixed(2)); };
  const db = await testDb();
  await m('truncate', truncateAll);
  const deps = await testDeps();
  await m('openSite', () => openSite(deps));
  const site = openSite(deps);
  let n = 0;
  await m('register+truncate', async () => { await registerAt(site.visitor(), 'anna' + n++); await truncateAll(); });
  await m('get /login', async () => { const r = await site.visitor().get('/login'); await r.text(); });
  await m('select 1', () => db.execute(sql`select 1`),1000);
  await m('select users', () => db.query.users.findFirst(),1000);
});
