/** What to say of a folder that did not open for its owner. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder, or the nearest one above it that is there: whoever owns that is to own what is made in it. */
export function nearest(folder: string): string {
  try {
    statSync(folder);
    return folder;
  } catch {
    return dirname(folder) === folder ? folder : nearest(dirname(folder));
  }
}

/** A user's name where there is one, else the number. */
export function nameOf(uid: number): string {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    const line = lines.find((one) => one.split(':')[2] === String(uid));
    return line?.split(':')[0] || String(uid);
  } catch {
    return String(uid);
  }
}

/** Files of a folder, to any depth, that this process may list. */
function* filesIn(folder: string): Generator<string> {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(folder);
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    yield path;
    if (entry.isDirectory()) yield* filesIn(path);
  }
}

function list(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/** A sentence for a folder that did not open: whose files stand in the way, and the command that mends it. Or ''. */
export function ownersAdvice(folder: string): string {
  const me = process.geteuid?.();
  if (me === undefined || me === 0) return '';
  const near = statSync(nearest(folder));
  if (near.uid !== me) {
    const name = nameOf(near.uid);
    return ` The folder belongs to user ${name} and this process is user ${nameOf(me)}: run it as ${name} (sudo -u '#${near.uid}').`;
  }
  const others = [...filesIn(folder)].filter((path) => ![me, undefined].includes(ownerOf(path)));
  if (others.length === 0) return '';
  const whose = `${others[0]} of user ${nameOf(ownerOf(others[0]!) ?? 0)}`;
  return ` Files of another user are in its way: ${whose}${others.length > 1 ? ` and ${others.length - 1} more` : ''}. Run as root: chown -R ${near.uid}:${near.gid} ${folder}`;
}
