/** What a browser does at sign-in, as far as the server can tell. */
import { distinct, nextAddress } from '../distinct.ts';

/** `refused`: the server had no time for the frame (503 with Retry-After). `over`: the attempt had ended (410). */
export type FrameAnswer = 'judged' | 'refused' | 'over';

export type Browser = {
  /** Posts a frame. It begins a new attempt where the last one is over. @throws {Error} for any other answer. */
  post(): Promise<FrameAnswer>;
};

const BOUNDARY = 'facelogin-bench';
/** A camera session stays below an attempt, which lasts 30 s and takes 40 frames (`camera/attempts.store.ts`). */
export const SESSION_MS = 28_000;
const SESSION_FRAMES = 38;

const text = new TextEncoder();
const HEAD = text.encode(
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="frame"; filename="frame.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
);
const BEGIN = text.encode(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="begin"\r\n\r\n1\r\n`);
const TAIL = text.encode(`\r\n--${BOUNDARY}--\r\n`);

/**
 * @param url a server that takes this machine for a trusted proxy, as it does by default.
 * @param image a JPEG.
 * @param sessionMs milliseconds that a session lasts at most. @param firstMs the same of the first session.
 */
export function openBrowser(url: string, image: Uint8Array, sessionMs = SESSION_MS, firstMs = sessionMs): Browser {
  let [cookie, address, posted, lasts, ends] = ['', '', 0, firstMs, 0];

  function begin(): void {
    [cookie, address, posted, ends, lasts] = ['', nextAddress(), 0, performance.now() + lasts, sessionMs];
  }

  async function send(): Promise<Response> {
    const body = new Blob([...(cookie ? [] : [BEGIN]), HEAD, ...distinct(image), TAIL]);
    const headers = {
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...{ Origin: url, 'HX-Request': 'true', 'X-Forwarded-For': address, ...(cookie && { Cookie: cookie }) },
    };
    const response = await fetch(`${url}/login/face/frame`, { method: 'POST', body, headers });
    await response.arrayBuffer();
    return response;
  }

  return {
    async post() {
      if (address === '' || posted >= SESSION_FRAMES || performance.now() > ends) begin();
      posted++;
      const response = await send();
      cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie;
      if (response.status === 503 && response.headers.has('Retry-After')) return 'refused';
      if (response.status === 410) address = '';
      else if (response.status !== 200) throw new Error(`A frame was answered ${response.status}.`);
      return response.status === 410 ? 'over' : 'judged';
    },
  };
}
