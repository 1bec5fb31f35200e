/** `facelogin settings`: lists the settings in force, and changes those that can change while the server runs. */
import { loadConfig } from '../config.ts';
import { settings } from '../settings.ts';
import { isWeaker } from '../tuning/weaker.ts';
import { withData } from './data.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const USAGE = 'Say what to do: settings list, settings set NAME VALUE, or settings unset NAME.';
const ORIGINS = { environment: 'environment', stored: 'changed', default: 'default' } as const;

/** A name as the environment has it; letters may be small, and the prefix may be missing. */
function nameOf(text: string): string {
  const upper = text.toUpperCase();
  const known = Object.values(settings).map(({ env }) => env);
  const name = [upper, `FACELOGIN_${upper}`].find((one) => known.includes(one));
  if (!name) throw new Error(`${text} is no setting. \`settings list\` names all of them.`);
  return name;
}

async function list(): Promise<number> {
  const rows = await withData(loadConfig(), 'settings-list');
  const width = Math.max(...rows.map(({ env }) => env.length));
  for (const { env, value, secret, set, origin } of rows) {
    const shown = secret ? (set ? '(set, hidden)' : '') : value;
    say(`${env.padEnd(width)}  ${ORIGINS[origin].padEnd(11)}  ${shown}`.trimEnd());
  }
  return 0;
}

/** @param value undefined: the default counts again. */
async function change(name: string, value: string | undefined): Promise<number> {
  const done = await withData(loadConfig(), 'settings-change', { name, value });
  if (!done.ok) throw new Error(done.message);
  const { before, now } = done;
  say(
    before === now
      ? `${name} was ${now || 'empty'} already.`
      : `${name} is ${now || 'empty'} now, after ${before || 'nothing'}.`,
  );
  if (isWeaker(name, before, now)) say('This makes the sign-in weaker, or keeps less than before.');
  return 0;
}

/** `settings list`, `settings set NAME VALUE`, `settings unset NAME`. */
export async function settingsCommand(args: string[]): Promise<number> {
  const [action, name, value, ...rest] = args;
  if (action === 'list' && name === undefined) return list();
  if (action === 'set' && name !== undefined && value !== undefined && rest.length === 0) {
    return change(nameOf(name), value);
  }
  if (action === 'unset' && name !== undefined && value === undefined) return change(nameOf(name), undefined);
  throw new Error(USAGE);
}
