/** On PGlite alone: the commands go through the socket of a server. Real pictures and networks. */
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClips } from '../../../test/helpers/camera/clips.ts';
import { framesOf, sideBySide, visionFor } from '../../../test/helpers/camera/pictures.ts';
import { putBlank } from '../../../test/helpers/data/blank.ts';
import { describeIf } from '../../../test/helpers/need.ts';
import { projectRoot } from '../../../test/helpers/root.ts';
import { keyFor } from '../../../test/helpers/site/api.ts';
import { testDeps } from '../../../test/helpers/site/deps.ts';
import { openSite } from '../../../test/helpers/site/site.ts';
import { loadConfig } from '../../config.ts';
import { openDatabase } from '../../db/open.ts';
import { auditEvents, enrollments, faceTemplates, users } from '../../db/schema.ts';
import { silentLog } from '../../log.ts';
import { commandsOn, visionCommandsOn } from '../../server/commands.ts';
import { listenForCommands } from '../../server/socket.ts';

setDefaultTimeout(120_000);

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;

describeIf(clips, 'import and export of people on the command line', 'missing' in found ? found.missing : '', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-transfer-'));
  const [data, photos, alone] = [join(folder, 'data'), join(folder, 'photos'), join(folder, 'alone')];
  const closing: (() => unknown)[] = [];
  let deps: Awaited<ReturnType<typeof testDeps>>;
  let man: Uint8Array<ArrayBuffer>;

  beforeAll(async () => {
    mkdirSync(photos);
    const [[first], [same]] = [await framesOf('cap13_edit2', 1), await framesOf('cap12_edit', 1)];
    man = new Uint8Array(first!);
    const files = { 'one.jpg': man, 'two.jpg': same!, 'grey.jpg': await sideBySide(), 'zoë.jpg': man };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(photos, name.normalize('NFD')), bytes);
    writeFileSync(join(folder, 'outside.jpg'), man);
    symlinkSync('../outside.jpg', join(photos, 'link.jpg'));
    symlinkSync('one.jpg', join(photos, 'inside.jpg'));
    mkdirSync(join(photos, 'folder.jpg'));
    writeFileSync(join(photos, 'huge.jpg'), '');
    truncateSync(join(photos, 'huge.jpg'), 6 * 1_048_576);
    for (const place of [data, alone]) await putBlank(place);
    const config = loadConfig({ FACELOGIN_DATA: data, DATABASE_URL: '' });
    const vision = await visionFor();
    const { db, close } = await openDatabase(config, silentLog);
    deps = await testDeps({ db, config, vision });
    closing.push(() => vision.close(), close);
    closing.push(await listenForCommands(config, { ...commandsOn(deps), ...visionCommandsOn(deps) }));
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await deps.db.delete(users);
    await deps.db.delete(auditEvents);
    for (const id of (await deps.vision.loaded()).keys()) await deps.vision.putUser(id, []);
  });

  async function run(...args: string[]) {
    const child = Bun.spawn([process.execPath, 'src/cli.ts', ...args], {
      cwd: projectRoot,
      env: { ...process.env, FACELOGIN_DATA: data, DATABASE_URL: '', FACELOGIN_CALLER: folder },
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { code: await child.exited, out, error };
  }
  const CONSENT = '"B. Maier, 2026-03-01"';
  function importOf(rows: string[], ...options: string[]) {
    writeFileSync(join(folder, 'people.csv'), `name,photos,consent\n${rows.join('\n')}\n`);
    return run('import', 'people', 'people.csv', '--photos', 'photos', ...options);
  }
  const names = async () => (await deps.db.select().from(users)).map(({ username }) => username).sort();

  test('people with photos are enrolled, the trail says the console did it, and a second run has nothing to do', async () => {
    const rows = [`anna,one.jpg;two.jpg,${CONSENT}`, 'bertha,,'];
    const first = await importOf(rows);
    expect(first).toMatchObject({ code: 0, error: '' });
    expect(first.out).toContain('Added: 2.');
    expect(first.out).toContain('Photos enrolled: 2.');
    const events = await deps.db.select().from(auditEvents);
    expect(events.map(({ kind, detail }) => [kind, detail.by]).sort()).toEqual([
      ['person-added', 'console'],
      ['person-added', 'console'],
      ['picture-added', 'console'],
    ]);
    const second = await importOf(rows);
    expect(second.out).toContain('Done before: 2.');
    expect(second.code).toBe(0);
    expect(await deps.db.$count(auditEvents)).toBe(3);
  });

  test('what is refused is told by row with its reason, and the command ends with 1', async () => {
    const { code, out } = await importOf([
      `anna,one.jpg;grey.jpg,${CONSENT}`,
      `bertha,missing.jpg,${CONSENT}`,
      `carla,../outside.jpg,${CONSENT}`,
      `doris,link.jpg,${CONSENT}`,
      `emma,folder.jpg,${CONSENT}`,
      `frida,huge.jpg,${CONSENT}`,
      `greta,zoë.jpg,${CONSENT}`,
      'hanna,two.jpg,',
    ]);
    expect(code).toBe(1);
    expect(out).toContain('grey.jpg: No face');
    const lineOf = (name: string) => out.split('\n').find((line) => line.includes(`  ${name}  `)) ?? '';
    expect(lineOf('bertha')).toContain('missing.jpg: This file is not among the photos.');
    expect(lineOf('carla')).toContain('photos: “../outside.jpg” is no file name.');
    expect(lineOf('doris')).toContain('link.jpg: This file lies outside of the folder of photos.');
    expect(lineOf('emma')).toContain('folder.jpg: This file is not among the photos.');
    expect(lineOf('frida')).toContain('huge.jpg: This file is larger than 5 MB.');
    expect(lineOf('hanna')).toContain('consent: Photos need a consent');
    // The name of the file is stored in another Unicode form. Its face is Anna's.
    expect(lineOf('greta')).toContain('The face is like that of anna.');
    expect(await names()).toEqual(['anna', 'greta']);
  });

  test('a dry run looks at everything and writes nothing', async () => {
    const { code, out } = await importOf([`anna,inside.jpg,${CONSENT}`, `bertha,grey.jpg,${CONSENT}`], '--dry-run');
    expect(code).toBe(1);
    expect(out).toContain('Added: 1.');
    expect(out).toContain('grey.jpg: No face');
    expect(out).toContain('nothing was written');
    expect(await names()).toEqual([]);
  });

  test('without a folder of photos they are left for a later run', async () => {
    writeFileSync(join(folder, 'people.csv'), `name,photos,consent\nanna,one.jpg,${CONSENT}\n`);
    const first = await run('import', 'people', 'people.csv');
    expect(first.out).toContain('Left for a later run: 1.');
    expect(first.code).toBe(0);
    const second = await importOf([`anna,one.jpg,${CONSENT}`]);
    expect(second.out).toContain('Photos added to people of an earlier run: 1.');
    expect(await deps.db.$count(faceTemplates)).toBeGreaterThan(0);
  });

  test('an export is a new file that its owner alone reads, also without a server', async () => {
    await importOf([`anna,one.jpg,${CONSENT}`]);
    const csv = await run('export', 'people');
    expect(csv.out).toContain('anna,anna,,yes,"B. Maier, 2026-03-01",user,no,1,');
    expect((await run('export', 'people', 'out.json')).code).toBe(0);
    expect(statSync(join(folder, 'out.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).people).toMatchObject([
      { name: 'anna', pictures: 1, consent: { version: 'paper (B. Maier)' } },
    ]);
    expect((await run('export', 'people', 'out.json')).code).toBe(1);
    const child = Bun.spawnSync([process.execPath, 'src/cli.ts', 'export', 'people', '--format', 'json'], {
      cwd: projectRoot,
      env: { ...process.env, FACELOGIN_DATA: alone, DATABASE_URL: '' },
    });
    expect(JSON.parse(child.stdout.toString())).toEqual({ facelogin: 1, people: [] });
  });

  test('what cannot be meant is refused in one line', async () => {
    writeFileSync(join(folder, 'wrong.csv'), Buffer.from('\ufeffname\nanna\n', 'utf16le'));
    const wrong = [
      ['import'],
      ['import', 'people'],
      ['import', 'people', 'nothing.csv'],
      ['import', 'people', 'wrong.csv'],
      ['import', 'people', 'people.csv', '--photos', 'nowhere'],
      ['import', 'people', 'people.csv', '--key', 'x'],
      ['import', 'compreface', '--url', 'http://127.0.0.1:1'],
      ['import', 'compreface', '--url', 'ftp://x', '--key', 'x'],
      ['import', 'compreface', '--url', 'http://127.0.0.1:1', '--key', 'x'],
      ['export', 'groups'],
      ['export', 'people', '--format', 'xml'],
    ];
    for (const args of wrong) {
      const { code, error } = await run(...args);
      expect([args, code]).toEqual([args, 1]);
      expect(error.trim().split('\n')).toHaveLength(1);
    }
  });

  test('without a server an import says that it needs one', async () => {
    writeFileSync(join(folder, 'people.csv'), 'name\nanna\n');
    const child = Bun.spawnSync([process.execPath, 'src/cli.ts', 'import', 'people', join(folder, 'people.csv')], {
      cwd: projectRoot,
      env: { ...process.env, FACELOGIN_DATA: alone, DATABASE_URL: '' },
    });
    expect(child.exitCode).toBe(1);
    expect(child.stderr.toString()).toContain('an import needs one');
  });

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
    closing.push(() => server.stop(true));
    const url = `http://127.0.0.1:${server.port}/`;
    return {
      asked,
      bring: (...more: string[]) => run('import', 'compreface', '--url', url, '--key', 'the-key', ...more),
    };
  }
  const jpeg = (file: string) => new Response(new Uint8Array(readFileSync(join(photos, file))));

  test('subjects of CompreFace and their pictures come over, and errors are told by subject', async () => {
    const { asked, bring } = compreface({
      'Al Bundy': { a1: jpeg('one.jpg'), a2: jpeg('two.jpg'), a3: jpeg('grey.jpg') },
      Empty: {},
      Lost: { l1: new Response('', { status: 404 }) },
      Away: { w1: () => Response.redirect('http://127.0.0.1:1/') },
    });
    const first = await bring();
    expect(first.code).toBe(1);
    expect(first.out).toContain('Added: 4.');
    expect(first.out).toContain('Photos enrolled: 2. Refused: 3.');
    const lineOf = (name: string) => first.out.split('\n').find((line) => line.includes(`  ${name}  `)) ?? '';
    expect(lineOf('Al Bundy')).toContain('a3: No face');
    expect(lineOf('Lost')).toContain('l1: It could not be fetched: the server answered 404');
    expect(lineOf('Away')).toContain('w1: It could not be fetched');
    expect(await deps.db.select().from(users)).toMatchObject(Array(4).fill({ subject: true, passwordHash: '' }));
    expect(await deps.db.select().from(enrollments)).toMatchObject([{ consentVersion: 'api' }]);
    // What is there is not fetched again.
    asked.length = 0;
    const second = await bring();
    expect(second.out).toContain('Added: 0.');
    expect(asked.filter((path) => path.endsWith('/img')).map((path) => path.split('/').at(-2))).toEqual([
      'a3',
      'l1',
      'w1',
    ]);
  });

  test('a consent on paper is noted, and a dry run writes nothing', async () => {
    const { bring } = compreface({ Al: { a1: jpeg('one.jpg') } });
    expect((await bring('--dry-run')).out).toContain('Photos enrolled: 1.');
    expect(await names()).toEqual([]);
    await bring('--consent', 'B. Maier, 2026-03-01');
    expect(await deps.db.select().from(enrollments)).toMatchObject([{ consentVersion: 'paper (B. Maier)' }]);
  });

  test('a wrong key is told', async () => {
    const { bring } = compreface({});
    const { code, error } = await bring('--key', 'another');
    expect(code).toBe(1);
    expect(error).toContain('the server answered 401');
  });

  test('our own interface of CompreFace keeps no picture: the subject comes over, and the import says so', async () => {
    const source = await testDeps({ vision: deps.vision });
    const key = await keyFor(source, { surface: 'compreface', scopes: ['identify', 'faces:write'] });
    const { app } = openSite(source);
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: (request) => app.fetch(request, { remoteAddress: '127.0.0.1' }),
    });
    closing.push(() => server.stop(true));
    const url = `http://127.0.0.1:${server.port}/compreface`;
    const form = new FormData();
    form.append('file', new File([man], 'man.jpg'));
    const init = { method: 'POST', body: form, headers: { 'x-api-key': key } };
    expect((await fetch(`${url}/api/v1/recognition/faces?subject=Al`, init)).status).toBe(201);
    const { code, out } = await run('import', 'compreface', '--url', url, '--key', key);
    expect(code).toBe(1);
    expect(out).toMatch(/ Al .* It could not be fetched: the server answered 404/);
    expect(await names()).toEqual(['Al']);
  });
});
