import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDb, truncateAll } from '../../test/helpers/data/db.ts';
import { addUser, enrollFace } from '../../test/helpers/data/faces.ts';
import { testConfig, testDeps } from '../../test/helpers/site/deps.ts';
import { createKeyFile } from '../crypto/keyfiles.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { keyProblem, templatesByKey } from '../db/keycheck.ts';
import { auditEvents, faceTemplates } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { loadGallery } from './load.ts';
import { rotateKeys } from './rotate.ts';

let data = '';
let deps: Deps;
beforeEach(async () => {
  await truncateAll();
  data = mkdtempSync(join(tmpdir(), 'facelogin-rotate-'));
  const config = testConfig({ FACELOGIN_DATA: data });
  deps = await testDeps({ config, keys: loadTemplateKeys(config) });
});
afterEach(() => rmSync(data, { recursive: true }));

/** Names of the key files. */
const files = () => readdirSync(join(data, 'keys')).sort();
/** Counts the templates that the gallery can load with these keys. */
async function readable({ keys }: Pick<Deps, 'keys'>): Promise<number> {
  return (await Array.fromAsync(loadGallery({ ...deps, keys, recognizer: 'lbph' }))).flat().length;
}

async function enrollTwo(): Promise<void> {
  await enrollFace(deps, await addUser(deps, 'anna'), 1, 2, 3);
  await enrollFace(deps, await addUser(deps, 'ben'), 4, 5);
}

describe('keys rotate', () => {
  test('encrypts every template with a new key, whose file only its owner may read, and keeps the former key', async () => {
    await enrollTwo();
    const before = deps.keys.keyId;
    const stored = await deps.db.select().from(faceTemplates);
    const rotated = await rotateKeys(deps);
    expect(rotated).toEqual({ keyId: deps.keys.keyId, created: true, templates: 5, left: 0 });
    expect(rotated.keyId).not.toBe(before);
    expect(await templatesByKey(deps.db)).toEqual(new Map([[rotated.keyId, 5]]));
    expect(files()).toEqual([`${before}.key`, `${rotated.keyId}.key`, 'template.key'].sort());
    for (const name of files()) expect(statSync(join(data, 'keys', name)).mode & 0o777).toBe(0o600);
    // A server that has only the new key reads everything.
    rmSync(join(data, 'keys', `${before}.key`));
    expect(await readable({ keys: loadTemplateKeys(deps.config) })).toBe(5);
    expect((await deps.db.select().from(faceTemplates)).length).toBe(stored.length);
    const [event] = await deps.db.select().from(auditEvents);
    expect(event).toMatchObject({ kind: 'keys-rotated', userId: null, detail: { templates: 5, left: 0 } });
  });

  test('finishes an unfinished rotation without another key', async () => {
    await enrollTwo();
    const former = loadTemplateKeys(deps.config);
    await rotateKeys(deps);
    // A server that has not heard of the new key yet seals with a key of its own.
    const late = loadTemplateKeys(testConfig({ FACELOGIN_TEMPLATE_KEY: '0a'.repeat(32) }));
    writeFileSync(join(data, 'keys', 'late.key'), `${'0a'.repeat(32)}\n`, { mode: 0o600 });
    await enrollFace({ ...deps, keys: late }, await addUser(deps, 'cleo'), 6);
    deps.keys.reload();
    const keyId = deps.keys.keyId;
    expect(await readable(deps)).toBe(6);
    expect(await rotateKeys(deps)).toEqual({ keyId, created: false, templates: 1, left: 0 });
    expect(former.keyId).not.toBe(keyId);
  });

  test('reaches a server that shares the folder, which then reads and writes with the new key', async () => {
    await enrollTwo();
    const other = loadTemplateKeys(deps.config);
    await rotateKeys(deps);
    await Bun.sleep(1_100);
    expect(await readable({ keys: other })).toBe(5);
    expect(other.keyId).toBe(deps.keys.keyId);
  });

  test('takes a key that the operator made before and copied to each server', async () => {
    await enrollTwo();
    const { keyId } = createKeyFile(deps.config.keysDir);
    expect(await rotateKeys(deps, { to: keyId })).toMatchObject({ keyId, created: false, templates: 5 });
    await expect(rotateKeys(deps, { to: 'ffffffff' })).rejects.toThrow('There is no key ffffffff');
  });

  test('with keys of the settings encrypts with the first one and makes no file', async () => {
    const [fresh, old] = ['0b'.repeat(32), '0a'.repeat(32)];
    const keysOf = (list: string) => loadTemplateKeys(testConfig({ FACELOGIN_TEMPLATE_KEY: list }));
    await enrollFace({ ...deps, keys: keysOf(old) }, await addUser(deps, 'anna'), 1, 2);
    const config = testConfig({ FACELOGIN_DATA: data, FACELOGIN_TEMPLATE_KEY: `${fresh},${old}` });
    expect(await rotateKeys({ ...deps, config, keys: loadTemplateKeys(config) })).toMatchObject({ templates: 2 });
    expect(await readable({ keys: keysOf(fresh) })).toBe(2);
    expect(files()).toEqual(['template.key']);
  });

  test('leaves unreadable templates as they are and counts them', async () => {
    await enrollTwo();
    const lost = loadTemplateKeys(testConfig({ FACELOGIN_TEMPLATE_KEY: '0a'.repeat(32) }));
    await enrollFace({ ...deps, keys: lost }, await addUser(deps, 'dora'), 7);
    expect(await rotateKeys(deps)).toMatchObject({ templates: 5, left: 1 });
    expect(await keyProblem(await testDb(), deps.keys)).toContain(`1 with key ${lost.keyId}`);
  });
});
