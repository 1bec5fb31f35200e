/** Makes a registered person with an enrolled face through the server's addresses, without a browser. */
import { readFileSync } from 'node:fs';

/** Frames of an enrollment clip. It takes every fourth frame of the camera, three seconds in all. */
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

/**
 * Registers and enrolls with 24 frames of the clip, by default every fourth.
 * @throws {Error} if the server refuses a step.
 */
export async function enrollMember(
  url: string,
  { username, password, clip, every = EVERY }: { username: string; password: string; clip: string; every?: number },
): Promise<void> {
  let cookie = '';
  async function post(path: string, body: URLSearchParams | FormData, expected: number): Promise<void> {
    const headers = { Origin: url, Cookie: cookie, Accept: 'text/html' };
    const response = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' });
    const text = await response.text();
    if (response.status !== expected) throw new Error(`${path} was answered ${response.status}:\n${text}`);
    cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie;
  }
  await post('/register', new URLSearchParams({ username, password, display_name: username }), 303);
  await post('/enroll/password', new URLSearchParams({ password, consent: 'yes' }), 303);
  const frames = new FormData();
  for (const jpeg of jpegsOf(clip)
    .filter((_, index) => index % every === 0)
    .slice(0, FRAMES)) {
    frames.append('frame', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'frame.jpg');
  }
  await post('/enroll/clip', frames, 200);
}
