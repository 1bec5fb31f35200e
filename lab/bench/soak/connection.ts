/** Requests of one browser under load. Every answer is counted, and every request that gets none. */
import { setTimeout as delay } from 'node:timers/promises';
import { createCookies } from '../cookies.ts';
import { nextAddress } from '../distinct.ts';

/** Milliseconds after which an answer that has not come counts as none: the server's own limit is 25 s. */
const PATIENCE_MS = 30_000;

export type Tally = {
  /** How many answers had which status. */
  statuses: Record<string, number>;
  /** How many requests got no answer, by what the client saw. */
  unanswered: Record<string, number>;
  milliseconds: number[];
};

type Body = FormData | URLSearchParams;
/** `retryAfter` in seconds, 0 where the server asks for no pause. `cookies`: lines that set one. */
type Answer = { status: number; retryAfter: number; cookies: string[] };

/** Opens a browser with cookies and an address of its own. */
export function openConnection(url: string, tally: Tally) {
  const cookies = createCookies();
  const address = nextAddress();

  async function send(path: string, body: Body): Promise<Answer> {
    const start = performance.now();
    const cookie = cookies.header();
    const own = { Origin: url, 'HX-Request': 'true', 'X-Forwarded-For': address, ...(cookie && { Cookie: cookie }) };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url + path, { method: 'POST', body, headers: own, redirect: 'manual', signal });
    await response.text();
    tally.statuses[response.status] = (tally.statuses[response.status] ?? 0) + 1;
    tally.milliseconds.push(performance.now() - start);
    cookies.take(response);
    const retryAfter = Number(response.headers.get('Retry-After') ?? 0);
    return { status: response.status, retryAfter, cookies: response.headers.getSetCookie() };
  }

  /** Posts a form. Undefined where no answer comes. */
  async function post(path: string, body: Body): Promise<Answer | undefined> {
    try {
      return await send(path, body);
    } catch (error) {
      const why = String((error as { code?: string }).code ?? (error as Error).name);
      tally.unanswered[why] = (tally.unanswered[why] ?? 0) + 1;
      return undefined;
    }
  }

  return { post, forget: cookies.forget };
}

/**
 * Posts again as long as the server asks to come again, or gives no answer, and there is time.
 * @param ask.done the status that ends it. @param ask.until a time of `performance.now`.
 * @returns whether that status came.
 */
export async function persist(
  post: (path: string, body: Body) => Promise<Answer | undefined>,
  path: string,
  { body, done, until }: { body: () => Body; done: number; until: number },
): Promise<boolean> {
  for (;;) {
    const answer = await post(path, body());
    if (answer?.status === done) return true;
    if ((answer && answer.status !== 503) || performance.now() > until) return false;
    await delay(Math.max(1, answer?.retryAfter ?? 1) * 500);
  }
}
