/** `facelogin export people`: all people, to a new file or to the terminal. */
import { parseArgs } from 'node:util';
import { loadConfig } from '../../config.ts';
import { FORMATS, type Format } from '../../transfer/export/export.ts';
import { withData } from '../data.ts';
import { openNew } from '../new-file.ts';
import { callersPath } from '../place.ts';

const USAGE = 'Say what to do: export people [FILE] [--format csv|json].';

function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

/** The format that was asked for, or the one that the name of the file says. */
function formatOf(asked: string | undefined, file: string | undefined): Format {
  const format = asked ?? (file?.endsWith('.json') ? 'json' : 'csv');
  if (!isFormat(format)) throw new Error(USAGE);
  return format;
}

/** `export people [FILE] [--format csv|json]`. */
export async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { format: { type: 'string' } }, allowPositionals: true });
  const [what, file, ...rest] = positionals;
  if (what !== 'people' || rest.length > 0) throw new Error(USAGE);
  const format = formatOf(values.format, file);
  const out = file === undefined ? undefined : openNew(callersPath(file));
  try {
    await withData(loadConfig(), 'people-export', format, async (piece) => {
      if (out) out.write(piece);
      else process.stdout.write(piece);
    });
  } finally {
    out?.close();
  }
  return 0;
}
