/** Makes registered people with an enrolled face through the server's addresses, without a browser. */
import { readFileSync } from 'node:fs';

/** Frames of an enrollment clip, as a browser sends. It takes every fourth of the camera, three seconds in all. */
const FRAMES = 24;
const EVERY = 4;

/** Splits an .mjpeg file into its JPEGs: each ends with an end-of-image marker. */
export function jpegsOf(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const frames: Buffer[] = [];
  const end = Buffer.of(0xff, 0xd9);
  for (let from = 0, to = bytes.indexOf(end); to >= 0; from = to + 2, to = bytes.indexOf(end, from)) {
    frames.push(bytes.subarray(from, to + 2));
  }
  return frames;
}

/** A browser that posts forms as a page does. @param cookie of somebody who is signed in. */
function poster(url: string, cookie = '') {
  let cookies = cookie;
  /** @throws {Error} if the server answers another status. */
  return async (path: string, body: URLSearchParams | FormData, expected: number): Promise<void> => {
    const headers = { Origin: url, Cookie: cookies, Accept: 'text/html' };
    const response = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' });
    const text = await response.text();
    if (response.status !== expected) throw new Error(`${path} was answered ${response.status}:\n${text}`);
    cookies = response.headers.get('Set-Cookie')?.split(';')[0] ?? cookies;
  };
}

/** `every`, `count`: which frames of the clip, by default 24, every fourth. Ten good ones are enough. */
type Face = { password: string; clip: string; every?: number; count?: number };

async function enroll(post: ReturnType<typeof poster>, face: Face): Promise<void> {
  const { password, clip, every = EVERY, count = FRAMES } = face;
  await post('/enroll/password', new URLSearchParams({ password, consent: 'yes' }), 303);
  const chosen = jpegsOf(clip).filter((_, index) => index % every === 0);
  const frames = new FormData();
  for (const jpeg of chosen.slice(0, count)) {
    frames.append('frame', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'frame.jpg');
  }
  await post('/enroll/clip', frames, 200);
}

/**
 * Registers and enrolls.
 * @throws {Error} if the server refuses a step.
 */
export async function enrollMember(url: string, { username, ...face }: Face & { username: string }): Promise<void> {
  const post = poster(url);
  const { password } = face;
  await post('/register', new URLSearchParams({ username, password, display_name: username }), 303);
  await enroll(post, face);
}

/** Enrolls the person whose session the cookie is. @throws {Error} if the server refuses a step. */
export function enrollFace(url: string, cookie: string, face: Face): Promise<void> {
  return enroll(poster(url, cookie), face);
}
