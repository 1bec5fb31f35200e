/** What a load run leaves behind: the stored templates, and the workers that are back. */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '../../../src/db/postgres/postgres.ts';

/** Milliseconds that the workers have to be back in after the last failure. */
const BACK_MS = 10_000;

/** `lost`: people whose enrollment was confirmed and who have no stored template. `stored`: people who have some. */
export async function checkStored(
  url: string,
  enrolled: readonly string[],
): Promise<{ lost: string[]; stored: number }> {
  const sql = createClient(url, { max: 1 });
  try {
    const rows = await sql<{ username: string }[]>`
      select distinct username from users join face_templates on user_id = users.id`;
    const stored = new Set(rows.map(({ username }) => username));
    return { lost: enrolled.filter((name) => !stored.has(name)), stored: stored.size };
  } finally {
    await sql.end();
  }
}

/** The server's vision workers. `people`: how many the smallest of their galleries holds. */
export type Vision = { people: number; workers: number; ready: number; restarts: number };

/** Asks the server's metrics for its workers. */
export async function visionOf(url: string): Promise<Vision> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^facelogin_${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  const [people, workers] = [figure('gallery_people'), figure('vision_workers')];
  return { people, workers, ready: figure('vision_workers_ready'), restarts: figure('vision_restarts') };
}

/** The same once every worker is back: that takes a moment after the last failure. */
export async function visionAtTheEnd(url: string): Promise<Vision> {
  const until = performance.now() + BACK_MS;
  for (;;) {
    const vision = await visionOf(url);
    if (vision.ready === vision.workers || performance.now() > until) return vision;
    await delay(100);
  }
}
