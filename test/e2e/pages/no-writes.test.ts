/**
 * Pictures are looked at in memory only: after a real enrollment and real sign-ins, let in and not, no byte of a picture
 * is on a disk: not in the data folder, not among temporary files, not in shared memory, not in the working folder.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { enrollMember, jpegsOf } from '../../helpers/browser/member.ts';
import { type Clips, findClips } from '../../helpers/camera/clips.ts';
import { describeIf } from '../../helpers/need.ts';
import { filesWith, piecesOf, watchFolder } from '../../helpers/server/disk.ts';
import { type Server, startServer } from '../../helpers/server/server.ts';

setDefaultTimeout(240_000);

const root = resolve(import.meta.dir, '../../..');
const recorded = findClips();
const missing = 'missing' in recorded ? recorded.missing : '';
const clips = 'clips' in recorded ? recorded.clips : ({} as Clips);

/** Frames of a sign-in: enough for a decision. */
const SIGN_IN_FRAMES = 8;

describeIf(!missing, 'pictures stay in memory', missing, () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-no-writes-'));
  const [data, temporary] = [join(folder, 'data'), join(folder, 'tmp')];
  const places = [...new Set([tmpdir(), root, '/tmp', '/var/tmp', '/dev/shm', homedir()])];
  // None is searched twice. `folder` is in one of them.
  const disks = places.filter((place) => !places.some((other) => place.startsWith(`${other}/`)));
  const began = Date.now();
  /** The folders of other tests at the same time: some hold the same pictures. The server knows none of them. */
  const others = join(tmpdir(), 'facelogin-');
  const found = (pieces: Buffer[], on = disks) =>
    filesWith(pieces, on, began, (path) => path.startsWith(others) && !path.startsWith(folder));
  let server: Server;
  let url: string;
  let watched: ReturnType<typeof watchFolder>;
  let before: string[] = [];
  let sent: Buffer[] = [];
  let pieces: Buffer[] = [];

  beforeAll(async () => {
    mkdirSync(temporary);
    const env = { FACELOGIN_DATA: data, TMPDIR: temporary, XDG_CACHE_HOME: temporary, FACELOGIN_LIVENESS: 'off' };
    server = await startServer({ env });
    url = `http://localhost:${server.port}`;
    watched = watchFolder(temporary);
    before = readdirSync(temporary);
  });
  afterAll(async () => {
    watched?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A camera session with frames of the clip, three a second. @returns whether somebody was let in. */
  async function signIn(clip: string): Promise<boolean> {
    let cookie = '';
    const frames = jpegsOf(clip)
      .filter((_, index) => index % 10 === 3)
      .slice(0, SIGN_IN_FRAMES);
    for (const [index, jpeg] of frames.entries()) {
      sent.push(jpeg);
      const form = new FormData();
      form.append('frame', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'frame.jpg');
      if (index === 0) form.append('begin', '1');
      const headers = { Origin: url, Cookie: cookie, Accept: 'text/html', 'HX-Request': 'true' };
      const response = await fetch(`${url}/login/face/frame`, { method: 'POST', body: form, headers });
      expect(response.status).toBe(200);
      const lines = response.headers.getSetCookie();
      if (lines.some((line) => line.startsWith('session='))) return true;
      cookie = lines.find((line) => line.startsWith('attempt='))?.split(';')[0] ?? cookie;
      await Bun.sleep(350);
    }
    return false;
  }

  test('an enrollment, a sign-in and a refused one are real', async () => {
    await enrollMember(url, { username: 'audun', password: 'seven small stones', clip: clips.cap12_edit });
    sent = jpegsOf(clips.cap12_edit)
      .filter((_, index) => index % 4 === 0)
      .slice(0, 24);
    expect(await signIn(clips.cap13_edit2)).toBe(true);
    expect(await signIn(clips.franck)).toBe(false);
    expect(sent.length).toBeGreaterThan(24 + SIGN_IN_FRAMES);
  });

  test('no file on any disk holds a piece of a picture, as it was sent or as pixels', async () => {
    pieces = (await Promise.all(sent.map(piecesOf))).flat();
    expect(pieces.length).toBeGreaterThan(sent.length * 2);
    expect(found(pieces)).toEqual([]);
  });

  test('no temporary file was there even for a moment', () => {
    expect(watched.names).toEqual([]);
    expect(readdirSync(temporary)).toEqual(before);
  });

  test('nor once the server has stopped and written all it holds', async () => {
    await server.stop();
    expect(filesWith(pieces, [folder], 0)).toEqual([]);
  });

  test('a picture that does lie there would have been found', async () => {
    const [one] = sent;
    const file = join(temporary, 'hidden');
    writeFileSync(file, Buffer.concat([Buffer.alloc(5_000, 1), one!, Buffer.alloc(5_000, 2)]));
    expect(disks.filter((place) => file.startsWith(`${place}/`)).length).toBe(1);
    expect(found(pieces, [folder])).toEqual([file]);
    while (watched.names.length === 0) await Bun.sleep(10);
    expect(watched.names).toContain('hidden');
  });
});
