/** `facelogin keys`: lists the template keys, creates another one, encrypts all templates with it. */
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '../config.ts';
import { createKeyFile } from '../crypto/keyfiles.ts';
import { loadTemplateKeys } from '../crypto/templates.ts';
import { asOwner, reachable } from '../owner/become.ts';
import { withData } from './data.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function list(config: Config): Promise<number> {
  const keys = await asOwner(config.data, async (reach) => loadTemplateKeys(reachable(config, reach)).keyIds());
  const { stored } = await withData(config, 'keys');
  for (const keyId of new Set([...keys, ...Object.keys(stored)])) {
    const use = keyId === keys[0] ? 'encrypts' : keys.includes(keyId) ? 'only reads' : 'IS MISSING';
    say(`${keyId}  ${use}, ${stored[keyId] ?? 0} templates`);
  }
  return 0;
}

async function create(config: Config): Promise<number> {
  if (config.templateKey)
    throw new Error('FACELOGIN_TEMPLATE_KEY holds the keys. Put the new one in front of them there.');
  const { keyId, file } = await asOwner(config.data, async (reach) => createKeyFile(reach(config.keysDir)));
  say(`${join(config.keysDir, basename(file))} is a new key. It encrypts nothing yet.`);
  say(`Copy it to the other servers of this database, then on each: npm run facelogin -- keys rotate --to ${keyId}`);
  return 0;
}

async function rotate(config: Config, to: string | undefined): Promise<number> {
  const { keyId, created, templates, left } = await withData(config, 'keys-rotate', { to });
  if (!created && to === undefined && !config.templateKey)
    say('An earlier rotation was not finished. It was continued.');
  say(`${templates} templates are now encrypted with key ${keyId}.`);
  if (left > 0) say(`${left} templates could not be read and stay as they are. Their people have to enroll again.`);
  if (!config.templateKey) {
    say(`Keep a copy of ${config.keysDir}/template.key apart from your backups.`);
    say('The former key stays beside it, because older backups need it. Delete it together with the last of them.');
  }
  return left > 0 ? 1 : 0;
}

/** `keys`, `keys create`, `keys rotate [--to ID]`. */
export async function keysCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { to: { type: 'string' } }, allowPositionals: true });
  const config = loadConfig();
  switch (positionals[0]) {
    case undefined:
      return list(config);
    case 'create':
      return create(config);
    case 'rotate':
      return rotate(config, values.to);
    default:
      throw new Error('Say what to do: keys, keys create, or keys rotate.');
  }
}
