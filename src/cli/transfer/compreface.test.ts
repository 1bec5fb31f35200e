/** On PGlite alone: the commands go through the socket of a server. Real pictures, networks and HTTP. */
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClips } from '../../../test/helpers/camera/clips.ts';
import { framesOf, sideBySide } from '../../../test/helpers/camera/pictures.ts';
import { describeIf } from '../../../test/helpers/need.ts';
import { keyFor } from '../../../test/helpers/site/api.ts';
import { openConsole } from '../../../test/helpers/site/console.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite } from '../../../test/helpers/site/site.ts';
import { enrollments, users } from '../../db/schema.ts';

setDefaultTimeout(120_000);

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;

describeIf(clips, 'an import from CompreFace', 'missing' in found ? found.missing : '', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-compreface-'));
  const closing: (() => void)[] = [];
  const pictures: Record<string, Uint8Array<ArrayBuffer>> = {};
  let at: Awaited<ReturnType<typeof openConsole>>;

  beforeAll(async () => {
    const [one, two] = await framesOf('cap13_edit2', 2);
    for (const [name, bytes] of Object.entries({ one, two, grey: await sideBySide() }))
      pictures[name] = new Uint8Array(bytes!);
    at = await openConsole(folder);
  });
  afterAll(async () => {
    for (const close of closing) close();
    await at.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => at.empty());

  /** A server that answers as CompreFace does. */
  function compreface(subjects: Record<string, Record<string, Response | (() => Response)>>) {
    const asked: string[] = [];
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch(request) {
        const { pathname, searchParams } = new URL(request.url);
        asked.push(pathname);
        if (request.headers.get('x-api-key') !== 'the-key') return Response.json({ code: 20 }, { status: 401 });
        const path = pathname.replace('/api/v1/recognition/', '');
        if (path === 'subjects') return Response.json({ subjects: Object.keys(subjects) });
        if (path === 'faces') {
          const subject = searchParams.get('subject')!;
          const ids = Object.keys(subjects[subject]!);
          const page = Number(searchParams.get('page'));
          const faces = ids.slice(page, page + 1).map((image_id) => ({ image_id, subject }));
          return Response.json({ faces, page_number: page, page_size: 1, total_pages: ids.length });
        }
        const picture = Object.values(subjects)
          .flatMap(Object.entries)
          .find(([id]) => path === `faces/${id}/img`)?.[1];
        return typeof picture === 'function' ? picture() : (picture?.clone() ?? new Response('', { status: 404 }));
      },
    });
    closing.push(() => void server.stop(true));
    const url = `http://127.0.0.1:${server.port}/`;
    return {
      asked,
      bring: (...more: string[]) => at.run('import', 'compreface', '--url', url, '--key', 'the-key', ...more),
      bringApart: () => at.runApart('import', 'compreface', '--url', url, '--key', 'the-key'),
    };
  }
  const jpeg = (name: string) => new Response(pictures[name]);

  test('subjects of CompreFace and their pictures come over, and errors are told by subject', async () => {
    const { asked, bring, bringApart } = compreface({
      'Al Bundy': { a1: jpeg('one'), a2: jpeg('two'), a3: jpeg('grey') },
      Empty: {},
      Lost: { l1: new Response('', { status: 404 }) },
      Away: { w1: () => Response.redirect('http://127.0.0.1:1/') },
    });
    const first = await bringApart();
    expect(first.code).toBe(1);
    expect(first.out).toContain('Added: 4.');
    expect(first.out).toContain('Photos enrolled: 2. Refused: 3.');
    const lineOf = (name: string) => first.out.split('\n').find((line) => line.includes(`  ${name}  `)) ?? '';
    expect(lineOf('Al Bundy')).toContain('a3: No face');
    expect(lineOf('Lost')).toContain('l1: It could not be fetched: the server answered 404');
    expect(lineOf('Away')).toContain('w1: It could not be fetched');
    expect(await at.deps.db.select().from(users)).toMatchObject(Array(4).fill({ subject: true, passwordHash: '' }));
    expect(await at.deps.db.select().from(enrollments)).toMatchObject([{ consentVersion: 'api' }]);
    // What is there is not fetched again.
    asked.length = 0;
    const second = await bring();
    expect(second.out).toContain('Added: 0.');
    const again = asked.filter((path) => path.endsWith('/img')).map((path) => path.split('/').at(-2));
    expect(again.toSorted()).toEqual(['a3', 'l1', 'w1']);
  });

  test('a consent on paper is noted, and a dry run writes nothing', async () => {
    const { bring } = compreface({ Al: { a1: jpeg('one') } });
    expect((await bring('--dry-run')).out).toContain('Photos enrolled: 1.');
    expect(await at.names()).toEqual([]);
    await bring('--consent', 'B. Maier, 2026-03-01');
    expect(await at.deps.db.select().from(enrollments)).toMatchObject([{ consentVersion: 'paper (B. Maier)' }]);
  });

  test('a wrong key is told', async () => {
    const { bring } = compreface({});
    const { code, err } = await bring('--key', 'another');
    expect(code).toBe(1);
    expect(err).toContain('the server answered 401');
  });

  test('our own interface of CompreFace keeps no picture: the subject comes over, and the import says so', async () => {
    const source = await testDeps({ vision: at.deps.vision });
    const key = await keyFor(source, { surface: 'compreface', scopes: ['identify', 'faces:write'] });
    const { app } = openSite(source);
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: (request) => app.fetch(request, { remoteAddress: '127.0.0.1' }),
    });
    closing.push(() => void server.stop(true));
    const url = `http://127.0.0.1:${server.port}/compreface`;
    const form = new FormData();
    form.append('file', new File([pictures.one!], 'man.jpg'));
    const init = { method: 'POST', body: form, headers: { 'x-api-key': key } };
    expect((await fetch(`${url}/api/v1/recognition/faces?subject=Al`, init)).status).toBe(201);
    const { code, out } = await at.run('import', 'compreface', '--url', url, '--key', key);
    expect(code).toBe(1);
    expect(out).toMatch(/ Al .* It could not be fetched: the server answered 404/);
    expect(await at.names()).toEqual(['Al']);
  });
});
