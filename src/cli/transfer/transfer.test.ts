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
import { framesOf, sideBySide } from '../../../test/helpers/camera/pictures.ts';
import { putBlank } from '../../../test/helpers/data/blank.ts';
import { describeIf } from '../../../test/helpers/need.ts';
import { commandHere } from '../../../test/helpers/server/command-here.ts';
import { openConsole } from '../../../test/helpers/site/console.ts';
import { auditEvents, faceTemplates } from '../../db/schema.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';

setDefaultTimeout(120_000);

const found = findClips();
const clips = 'clips' in found ? found.clips : undefined;

describeIf(clips, 'import and export of people on the command line', 'missing' in found ? found.missing : '', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-transfer-'));
  const [photos, alone] = [join(folder, 'photos'), join(folder, 'alone')];
  let at: Awaited<ReturnType<typeof openConsole>>;

  beforeAll(async () => {
    mkdirSync(photos);
    const [[first], [same]] = [await framesOf('cap13_edit2', 1), await framesOf('cap12_edit', 1)];
    const man = first!;
    const files = { 'one.jpg': man, 'two.jpg': same!, 'grey.jpg': await sideBySide(), 'zoë.jpg': man };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(photos, name.normalize('NFD')), bytes);
    writeFileSync(join(folder, 'outside.jpg'), man);
    symlinkSync('../outside.jpg', join(photos, 'link.jpg'));
    symlinkSync('one.jpg', join(photos, 'inside.jpg'));
    mkdirSync(join(photos, 'folder.jpg'));
    writeFileSync(join(photos, 'huge.jpg'), '');
    truncateSync(join(photos, 'huge.jpg'), 6 * 1_048_576);
    await putBlank(alone);
    at = await openConsole(folder);
  });
  afterAll(async () => {
    await at.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => at.empty());

  const CONSENT = '"B. Maier, 2026-03-01"';
  const IMPORT = ['import', 'people', 'people.csv', '--photos', 'photos'];
  const listed = (rows: string[]) =>
    writeFileSync(join(folder, 'people.csv'), `name,photos,consent\n${rows.join('\n')}\n`);
  function importOf(rows: string[], ...options: string[]) {
    listed(rows);
    return at.run(...IMPORT, ...options);
  }

  test('people with photos are enrolled, the trail says the console did it, and a second run has nothing to do', async () => {
    const rows = [`anna,one.jpg;two.jpg,${CONSENT}`, 'bertha,,'];
    listed(rows);
    const first = await at.runApart(...IMPORT);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('Added: 2.');
    expect(first.out).toContain('Photos enrolled: 2.');
    const events = await at.deps.db.select().from(auditEvents);
    expect(events.map(({ kind, detail }) => [kind, detail.by]).sort()).toEqual([
      ['person-added', 'console'],
      ['person-added', 'console'],
      ['picture-added', 'console'],
    ]);
    const second = await importOf(rows);
    expect(second.out).toContain('Done before: 2.');
    expect(second.code).toBe(0);
    expect(await at.deps.db.$count(auditEvents)).toBe(3);
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
    // The name of the file is stored in another Unicode form. Its face is Anna's: the row that is written later says so.
    expect(out).toMatch(/The face is like that of (anna|greta)\./);
    expect(await at.names()).toEqual(['anna', 'greta']);
  });

  test('a dry run looks at everything and writes nothing', async () => {
    const { code, out } = await importOf([`anna,inside.jpg,${CONSENT}`, `bertha,grey.jpg,${CONSENT}`], '--dry-run');
    expect(code).toBe(1);
    expect(out).toContain('Added: 1.');
    expect(out).toContain('grey.jpg: No face');
    expect(out).toContain('nothing was written');
    expect(await at.names()).toEqual([]);
  });

  test('without a folder of photos they are left for a later run', async () => {
    writeFileSync(join(folder, 'people.csv'), `name,photos,consent\nanna,one.jpg,${CONSENT}\n`);
    const first = await at.run('import', 'people', 'people.csv');
    expect(first.out).toContain('Left for a later run: 1.');
    expect(first.code).toBe(0);
    const second = await importOf([`anna,one.jpg,${CONSENT}`]);
    expect(second.out).toContain('Photos added to people of an earlier run: 1.');
    expect(await at.deps.db.$count(faceTemplates)).toBeGreaterThan(0);
  });

  test('an export is a new file that its owner alone reads, also without a server', async () => {
    await importOf([`anna,one.jpg,${CONSENT}`]);
    const csv = await at.run('export', 'people');
    expect(csv.out).toContain('anna,anna,,yes,"B. Maier, 2026-03-01",user,no,1,');
    expect((await at.run('export', 'people', 'out.json')).code).toBe(0);
    expect(statSync(join(folder, 'out.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).people).toMatchObject([
      { name: 'anna', pictures: 1, consent: { version: 'paper (B. Maier)' } },
    ]);
    expect((await at.run('export', 'people', 'out.json')).code).toBe(1);
    const { out } = await commandHere(['export', 'people', '--format', 'json'], { env: { FACELOGIN_DATA: alone } });
    expect(JSON.parse(out)).toEqual({ facelogin: 1, people: [] });
  });

  test('what cannot be meant is refused in one line', async () => {
    const file = (name: string) => join(folder, name);
    writeFileSync(file('wrong.csv'), Buffer.from('\ufeffname\nanna\n', 'utf16le'));
    writeFileSync(file('right.csv'), 'name\nanna\n');
    const nobody = ['--url', 'http://127.0.0.1:1'];
    const wrong = [
      [],
      ['people'],
      ['people', file('nothing.csv')],
      ['people', file('wrong.csv')],
      ['people', file('right.csv'), '--photos', file('nowhere')],
      ['people', file('right.csv'), '--key', 'x'],
      ['compreface', ...nobody],
      ['compreface', '--url', 'ftp://x', '--key', 'x'],
      ['compreface', ...nobody, '--key', 'x'],
    ];
    for (const args of wrong) await expect(importCommand(args)).rejects.toThrow(/^.+$/);
    for (const args of [['groups'], ['people', '--format', 'xml'], ['people', file('right.csv')]])
      await expect(exportCommand(args)).rejects.toThrow(/^.+$/);
  });

  test('without a server an import says that it needs one', async () => {
    writeFileSync(join(folder, 'people.csv'), 'name\nanna\n');
    const env = { FACELOGIN_DATA: alone };
    const { code, err } = await commandHere(['import', 'people', join(folder, 'people.csv')], { env });
    expect(code).toBe(1);
    expect(err).toContain('an import needs one');
  });
});
