/** The line to the server. It never gives up: after a failure it waits, longer each time, and tries again. */

/** Milliseconds to an answer, at most: a little longer than the server's own limit. */
const TIMEOUT_MS = 15_000;
/** Milliseconds of the waits after failures in a row. */
const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** The first tries after a full queue are not worth a word. */
const BUSY_SAID = 3;

export function pause(milliseconds, until) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    until?.(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Posts a form and reads the JSON of the answer. @returns the status 0 where no answer came. */
export async function post(path, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields))
    body.append(name, value, ...(value instanceof Blob ? ['f.jpg'] : []));
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(path, { method: 'POST', body, signal, headers: { Accept: 'application/json' } });
    return { status: response.status, data: await response.json().catch(() => ({})) };
  } catch {
    return { status: 0, data: {} };
  }
}

export class Link {
  #failures = 0;

  /**
   * Posts, and waits out what goes wrong for now.
   * @returns {Promise<{ data?: object, state?: 'away' | 'busy' | 'gone' }>} `data`: the answer. `state`: what the screen
   *   should say instead; `gone`: the tablet is no kiosk any more. Neither: try again.
   */
  async ask(path, fields) {
    const { status, data } = await post(path, fields);
    if (status === 200) {
      this.#failures = 0;
      return { data };
    }
    if (status === 401) return { state: 'gone' };
    if (status === 429) return {};
    // A proxy whose server is away answers 502, 503 or 504 by itself: that is no error of ours.
    const known = data.error !== undefined;
    this.#failures++;
    if (status >= 400 && status < 500) return {};
    if (known) return this.#failures < BUSY_SAID ? {} : { state: 'busy' };
    return { state: 'away' };
  }

  /** Waits before the next try. It ends early when the browser says that the network is back. */
  async rest() {
    const wait = WAITS[Math.min(this.#failures, WAITS.length) - 1] ?? 500;
    let listen = () => {};
    await pause(wait, (end) => {
      listen = end;
      window.addEventListener('online', listen);
    });
    window.removeEventListener('online', listen);
  }
}
