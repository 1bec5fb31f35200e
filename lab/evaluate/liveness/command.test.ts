import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describeIf, livenessModels, testData } from '../../../test/helpers/need.ts';
import { runHere } from '../../here.ts';
import { readLivenessArgs } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'facelogin-evaluate-liveness-'));
const [real, fake] = [join(folder, 'real'), join(folder, 'fake')];

beforeAll(async () => {
  for (const one of [real, fake]) mkdirSync(one);
  const grey = sharp({ create: { width: 320, height: 240, channels: 3, background: '#777' } }).jpeg();
  for (const one of [real, fake]) await grey.toFile(join(one, 'grey.jpg'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (args: string[], env?: Record<string, string>) => runHere(['evaluate', 'liveness', ...args], env);

describe('what to evaluate', () => {
  test('is two folders, and what is written where', () => {
    expect(readLivenessArgs(['--real', 'r', '--fake', 'f'])).toEqual({ real: 'r', fake: 'f', gate: false });
    expect(readLivenessArgs(['--real', 'r', '--fake', 'f', '--gate', '--json', 'x.json'])).toEqual({
      real: 'r',
      fake: 'f',
      gate: true,
      json: 'x.json',
    });
  });

  test.each([
    [['--real', 'r'], 'Say where the pictures and clips are'],
    [['--real', 'r', '--fake', 'f', '--plot', '/nonexistent/x.svg'], 'Cannot write /nonexistent/x.svg'],
    [['--real', 'r', '--fake', 'f', '--data', 'd'], '--data'],
  ])('is refused in one line: %p', (args, told) => {
    expect(() => readLivenessArgs(args)).toThrow(told);
  });
});

describe('the command ends with 1 and one line', () => {
  const nowhere = join(folder, 'nowhere');
  const empty = { FACELOGIN_MODELS_DIR: nowhere };

  test.each<[string, () => string[], Record<string, string>, RegExp]>([
    ['a folder is not there', () => ['--real', real, '--fake', nowhere], {}, /nowhere: there is no such folder/],
    ['both folders are the same', () => ['--real', real, '--fake', `${real}/.`], {}, /the same folder/],
    ['the networks are not there', () => ['--real', real, '--fake', fake], empty, /models fetch, or .*_MODELS_DIR/],
  ])('where %s', async (_, args, env, told) => {
    const { exitCode, lines } = await run(args(), env);
    expect(exitCode).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^error: /);
    expect(lines[0]).toMatch(told);
  });
});

const pad = testData('pad');
const models = livenessModels();
const why = !models
  ? 'the liveness networks are not there: npm run facelogin -- models fetch, and FACELOGIN_MODELS_DIR'
  : 'no pictures of attacks: put them into pad/ of FACELOGIN_TESTDATA';

describeIf(models && pad, 'the command, on stills of people and of attacks', why, () => {
  test('goes on past no clip that it cannot read', async () => {
    const clips = join(folder, 'clips');
    mkdirSync(clips);
    copyFileSync(join(pad!, 'real/silentface-T1.jpg'), join(clips, 'a.jpg'));
    writeFileSync(join(clips, 'b.mp4'), 'not a clip');
    const { exitCode, told, lines } = await run(['--real', clips, '--fake', fake], { FACELOGIN_MODELS_DIR: models! });
    expect(exitCode).toBe(1);
    expect(told).toBe('');
    // Of the progress nothing is told before every 500th file.
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^error: Cannot (use \S*b\.mp4|read clips): /);
  });

  test('tells which are which, and writes it down', async () => {
    const [json, plot] = [join(folder, 'out.json'), join(folder, 'out.svg')];
    copyFileSync(join(pad!, 'real/silentface-T1.jpg'), join(real, 'T1.jpg'));
    for (const name of ['F1', 'F2']) copyFileSync(join(pad!, `fake/silentface-${name}.jpg`), join(fake, `${name}.jpg`));
    const args = ['--real', real, '--fake', fake, '--json', json, '--plot', plot];
    const { exitCode, told } = await run(args, { FACELOGIN_MODELS_DIR: models! });
    expect(exitCode).toBe(0);
    expect(told).toContain('Failures to acquire (no face): 1 real, 1 attack.');
    const written = JSON.parse(readFileSync(json, 'utf8'));
    expect(written.cues.passive).toMatchObject({ auc: 1, eer: 0, apcer: 0, bpcer: 0, threshold: 0.2 });
    expect(written.clips.map(({ file, verdict }: Record<string, string>) => [file, verdict])).toEqual([
      ['T1.jpg', 'live'],
      ['grey.jpg', 'inconclusive'],
      ['F1.jpg', 'attack'],
      ['F2.jpg', 'attack'],
      ['grey.jpg', 'inconclusive'],
    ]);
    expect(readFileSync(plot, 'utf8')).toContain('Real people, 1 frames');
  });
});
