/** `facelogin import people` and `facelogin import compreface`. */
import { parseArgs } from 'node:util';
import { importCompreface } from './compreface.ts';
import { importPeople } from './people.ts';

const USAGE =
  'Say what to do: import people FILE.csv [--photos DIR] [--dry-run], or import compreface --url URL --key KEY [--consent "WHO, YYYY-MM-DD"] [--dry-run].';

const OPTIONS = {
  photos: { type: 'string' },
  url: { type: 'string' },
  key: { type: 'string' },
  consent: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

export async function importCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [what, file, ...rest] = positionals;
  const { photos, url, consent } = values;
  const dryRun = values['dry-run'] ?? false;
  if (rest.length > 0) throw new Error(USAGE);
  // Everybody on the machine may read the arguments of a process; nobody else its environment.
  const key = values.key ?? process.env.COMPREFACE_API_KEY;
  const remote = url !== undefined || values.key !== undefined || consent !== undefined;
  if (what === 'people' && file !== undefined && !remote) return importPeople(file, { photos, dryRun });
  if (what === 'compreface' && file === undefined && photos === undefined && url && key) {
    return importCompreface({ url, key, consent: consent ?? '', dryRun });
  }
  throw new Error(USAGE);
}
