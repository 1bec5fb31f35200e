/** What people do while a load run is on: look into the camera, enroll, sign in. Every answer is counted. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds after which an answer that has not come counts as none: the server's own limit is 25 s. */
const PATIENCE_MS = 30_000;
/** Frames of a clip, and how many of the camera's lie between two: three seconds. */
const CLIP_FRAMES = 24;
const CLIP_EVERY = 4;
const PASSWORD = 'seven small stones';

export type Tally = {
  /** Answers by status. */
  statuses: Record<string, number>;
  /** Requests without an answer, by what the client saw. */
  unanswered: Record<string, number>;
  milliseconds: number[];
};

type Answer = { status: number; retryAfter: number; cookies: string[]; text: string };

/** The JPEGs of an .mjpeg file: from one end-of-image marker to the next. */
export function jpegsOf(file: string): Uint8Array[] {
  const bytes = readFileSync(file);
  const frames: Uint8Array[] = [];
  const end = Buffer.of(0xff, 0xd9);
  for (let from = 0, to = bytes.indexOf(end); to >= 0; from = to + 2, to = bytes.indexOf(end, from)) {
    frames.push(bytes.subarray(from, to + 2));
  }
  return frames;
}

let marks = 0;
let people = 0;

/** A comment of its own behind the first marker: the same bytes twice are no second witness. */
function unlike(image: Uint8Array): Blob {
  if (image[0] !== 0xff) return new Blob([image as Uint8Array<ArrayBuffer>]);
  const comment = new TextEncoder().encode(String(marks++).padStart(12, '0'));
  const parts = [image.subarray(0, 2), Uint8Array.of(0xff, 0xfe, 0, comment.length + 2), comment, image.subarray(2)];
  return new Blob(parts as Uint8Array<ArrayBuffer>[], { type: 'image/jpeg' });
}

/** One browser: its cookies, and an address of its own, since attempts are slowed by address. */
export function openClient(url: string, tally: Tally) {
  const cookies = new Map<string, string>();
  const number = people++;
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;

  async function post(path: string, body: FormData | URLSearchParams): Promise<Answer | undefined> {
    const start = performance.now();
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      Origin: url,
      'HX-Request': 'true',
      'X-Forwarded-For': address,
      ...(cookie && { Cookie: cookie }),
    };
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual', signal });
      const text = await response.text();
      tally.statuses[response.status] = (tally.statuses[response.status] ?? 0) + 1;
      tally.milliseconds.push(performance.now() - start);
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const retryAfter = Number(response.headers.get('Retry-After') ?? 0);
      return { status: response.status, retryAfter, cookies: response.headers.getSetCookie(), text };
    } catch (error) {
      const why = String((error as { code?: string }).code ?? (error as Error).name);
      tally.unanswered[why] = (tally.unanswered[why] ?? 0) + 1;
      return undefined;
    }
  }

  /** Again until it is done, as long as the server asks to come again and there is time. @returns whether it was done. */
  async function persist(path: string, body: () => FormData | URLSearchParams, done: number, until: number) {
    for (;;) {
      const answer = await post(path, body());
      if (answer?.status === done) return true;
      if ((answer && answer.status !== 503) || performance.now() > until) return false;
      await delay(Math.max(1, answer?.retryAfter ?? 1) * 500);
    }
  }

  return {
    /** One frame of an attempt. `begin`: a new attempt, for a name or for everybody. */
    async frame(image: Uint8Array, begin?: { username: string }): Promise<'accepted' | 'over' | 'more' | 'none'> {
      const form = new FormData();
      if (begin) {
        cookies.delete('attempt');
        form.append('begin', '1');
        form.append('username', begin.username);
      }
      form.append('frame', unlike(image), 'frame.jpg');
      const answer = await post('/login/face/frame', form);
      if (!answer) return 'none';
      if (answer.cookies.some((line) => /^session=[^;]/.test(line))) return 'accepted';
      return answer.status === 410 || answer.status === 429 ? 'over' : 'more';
    },
    /** Registers and enrolls; gives up at `until`. @returns whether the server said that it is done. */
    async enroll(username: string, frames: readonly Uint8Array[], until: number): Promise<boolean> {
      const account = () => new URLSearchParams({ username, display_name: username, password: PASSWORD });
      if (!(await persist('/register', account, 303, until))) return false;
      const gate = () => new URLSearchParams({ password: PASSWORD, consent: 'yes' });
      if (!(await persist('/enroll/password', gate, 303, until))) return false;
      const chosen = frames.filter((_, index) => index % CLIP_EVERY === 0).slice(0, CLIP_FRAMES);
      const clip = () => {
        const form = new FormData();
        for (const image of chosen) form.append('frame', unlike(image), 'frame.jpg');
        return form;
      };
      return persist('/enroll/clip', clip, 200, until);
    },
  };
}
