/** What people do under load: they look into the camera, enroll and sign in. */
import { readFileSync } from 'node:fs';
import { distinct } from '../distinct.ts';
import { openConnection, persist, type Tally } from './connection.ts';

/** Frames of a clip, and every which frame of the camera is one: three seconds. */
const CLIP_FRAMES = 24;
const CLIP_EVERY = 4;
const PASSWORD = 'seven small stones';

/** The JPEGs of an .mjpeg file: each goes to the next end-of-image marker. */
export function jpegsOf(file: string): Uint8Array[] {
  const bytes = readFileSync(file);
  const frames: Uint8Array[] = [];
  const end = Buffer.of(0xff, 0xd9);
  for (let from = 0, to = bytes.indexOf(end); to >= 0; from = to + 2, to = bytes.indexOf(end, from)) {
    frames.push(bytes.subarray(from, to + 2));
  }
  return frames;
}

function appendFrame(form: FormData, image: Uint8Array): void {
  const type = image[0] === 0xff ? { type: 'image/jpeg' } : {};
  form.append('frame', new Blob(distinct(image), type), 'frame.jpg');
}

/** Opens a browser of one person. */
export function openClient(url: string, tally: Tally) {
  const { post, forget } = openConnection(url, tally);
  return {
    /** Shows one frame. @param begin starts a new attempt, for a name or, with an empty one, for everybody. */
    async frame(image: Uint8Array, begin?: { username: string }): Promise<'accepted' | 'over' | 'more' | 'none'> {
      const form = new FormData();
      if (begin) {
        forget('attempt');
        form.append('begin', '1');
        form.append('username', begin.username);
      }
      appendFrame(form, image);
      const answer = await post('/login/face/frame', form);
      if (!answer) return 'none';
      if (answer.cookies.some((line) => /^session=[^;]/.test(line))) return 'accepted';
      return answer.status === 410 || answer.status === 429 ? 'over' : 'more';
    },
    /** Registers and enrolls. It gives up at `until`. @returns whether the server said that it is done. */
    async enroll(username: string, frames: readonly Uint8Array[], until: number): Promise<boolean> {
      const account = () => new URLSearchParams({ username, display_name: username, password: PASSWORD });
      if (!(await persist(post, '/register', { body: account, done: 303, until }))) return false;
      const gate = () => new URLSearchParams({ password: PASSWORD, consent: 'yes' });
      if (!(await persist(post, '/enroll/password', { body: gate, done: 303, until }))) return false;
      const chosen = frames.filter((_, index) => index % CLIP_EVERY === 0).slice(0, CLIP_FRAMES);
      const clip = () => {
        const form = new FormData();
        for (const image of chosen) appendFrame(form, image);
        return form;
      };
      return persist(post, '/enroll/clip', { body: clip, done: 200, until });
    },
  };
}
